import { html } from 'hono/html';

/** What a page for logging in shows. */
export interface LoginView {
  /** Where to go on. */
  readonly next: string;
  /** What went wrong; null = nothing yet. */
  readonly trouble: string | null;
  /** Was the trouble with a token? Then that field is the one to correct. */
  readonly isAboutToken?: boolean;
  /** The name that was typed. */
  readonly name?: string;
  /** Can people log in by a password? */
  readonly hasPasswords: boolean;
  /** The name of the service that knows who people are; null = none. */
  readonly provider: string | null;
}

/** The page for logging in: forms without a script. */
export function loginPage({ next, trouble, isAboutToken = false, name = '', hasPasswords, provider }: LoginView) {
  const way = html`<input type="hidden" name="next" value="${next}" />`;
  const wrong = (isHere: boolean) =>
    trouble !== null && isHere ? html`aria-invalid="true" aria-describedby="trouble"` : '';
  // The first field that is empty gets the keyboard; with it a screen reader reads what went wrong.
  const focus = (isHere: boolean) => (isHere ? html`autofocus` : '');
  const isAtToken = isAboutToken || !hasPasswords;
  const passwords = html`<form method="post" action="/login">
      ${way}
      <label for="name">Name</label>
      <input id="name" name="name" value="${name}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required ${wrong(!isAtToken)} ${focus(!isAtToken && name === '')} />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000" required ${wrong(!isAtToken)} ${focus(!isAtToken && name !== '')} />
      <button>Log in</button>
    </form>`;
  const token = html`<form method="post" action="/login">
      ${way}
      <label for="token">Token</label>
      <input id="token" name="token" type="password" autocomplete="off" maxlength="500" required aria-describedby="token-help${trouble !== null && isAtToken ? ' trouble' : ''}" ${trouble !== null && isAtToken ? html`aria-invalid="true"` : ''} ${focus(isAtToken)} />
      <p id="token-help">Begins with vernier_. Whoever runs the server makes one: vernier token create</p>
      <button>Log in with a token</button>
    </form>`;
  return page(
    trouble === null ? 'Log in' : 'Not logged in',
    html`<h1>Log in to Vernier</h1>
    ${trouble === null ? '' : html`<p id="trouble" role="alert">${trouble}</p>`}
    ${provider === null ? '' : html`<p><a class="button" href="/login/oidc?next=${encodeURIComponent(next)}">Log in with ${provider}</a></p>`}
    ${hasPasswords ? passwords : ''}
    ${token}`,
  );
}

/** What stands in place of the dashboard where it is not built. @param csrf null = there is no session to end */
export function unbuiltPage(who: string, csrf: string | null) {
  return page(
    'No dashboard',
    html`<h1>The dashboard is not built</h1>
    <p>The server runs, and answers programs; the files of its pages (<code>dist/dashboard</code>) are missing. In the folder of the
    package, <code>npm run build</code> makes them; then load this page again.</p>
    <p>Meanwhile: <a href="/api/studies">studies as JSON</a>, <a href="/api/openapi.json">what can be asked</a>.</p>
    ${
      csrf === null
        ? ''
        : html`<form method="post" action="/logout">
      <p>Logged in as ${who}.</p>
      <input type="hidden" name="csrf" value="${csrf}" />
      <button>Log out</button>
    </form>`
    }`,
  );
}

/** A page that leads to another one at once. */
export function onwardPage(to: string, says: string) {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8" /><meta http-equiv="refresh" content="0;url=${to}" /><title>Vernier</title></head>
<body><p>${says} <a href="${to}">Go on</a>.</p></body></html>
`;
}

type Html = ReturnType<typeof html>;

function page(title: string | null, body: Html) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title === null ? '' : `${title} – `}Vernier</title>
    <link rel="stylesheet" href="/login.css" />
  </head>
  <body>
    <main>
    ${body}
    </main>
  </body>
</html>
`;
}

/** How these pages look, by day and by night; all pairs of colours have a contrast of 4.5 or more. */
export const LOGIN_STYLE = `:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #6b7280; --deed: #0b5cad; --bad: #a3180d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --paper: #16191d; --line: #9aa3ad; --deed: #7ab8ff; --bad: #ff9d92; }
}
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 26rem; margin: 0 auto; padding: 3rem 1rem; }
h1 { font-size: 1.5rem; }
form { margin: 2rem 0; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: 0.5rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 0.25rem; }
button, .button { display: inline-block; margin-top: 1rem; padding: 0.5rem 1rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--deed); border: 0; border-radius: 0.25rem; text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--deed); outline-offset: 2px; }
#trouble { padding: 0.75rem; color: var(--bad); border: 2px solid var(--bad); border-radius: 0.25rem; }
#token-help { margin: 0.25rem 0 0; }
a { color: var(--deed); }
`;
