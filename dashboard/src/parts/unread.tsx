import type { DeskLink } from '../desk/link.ts';
import { useStatus } from '../desk/use-desk.ts';
import { Trouble } from '../shell/fallbacks.tsx';
import { isTold } from './banner.tsx';

/** Why a part of a study's page could not be read; nothing where all is well, or the banner says why. */
export function Unread({ desk, error }: { readonly desk: DeskLink; readonly error: Error | null }) {
  const status = useStatus(desk);
  return error === null || isTold(status) ? null : <Trouble error={error} />;
}
