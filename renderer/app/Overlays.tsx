import { HelpDialog } from '../features/help/HelpDialog';
import { LeftAloneDialog } from '../features/overview/LeftAloneDialog';
import { Palette } from '../features/palette/Palette';

/** What lies over the window. */
export function Overlays() {
  return (
    <>
      <LeftAloneDialog />
      <HelpDialog />
      <Palette />
    </>
  );
}
