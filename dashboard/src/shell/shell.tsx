import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { shellWords as words } from '../words/shell.ts';
import { Waiting } from './fallbacks.tsx';
import { TitleTold } from './title-told.tsx';

/** What surrounds every page: the way to the others, and the colours. */
export function Shell() {
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <header className="bar">
        <nav aria-label={words.navigation}>
          <Link to="/" className="mark" aria-label={words.name}>
            <img src="/icon.svg" width={26} height={26} alt="" />
            <span>{words.name}</span>
          </Link>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            {words.studies}
          </Link>
          <Link to="/compare">{words.compare}</Link>
          <Link to="/new">{words.settings}</Link>
          <Link to="/dial">{words.dial}</Link>
          <span className="rest" />
          <SchemeSwitch />
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
      <TitleTold />
    </>
  );
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const label = isDark ? words.light : words.dark;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      {isDark ? <IconSun size={19} /> : <IconMoon size={19} />}
    </ActionIcon>
  );
}
