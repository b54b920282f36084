import { Hidden } from './Hidden';

type LiveRegionProps = { readonly message: string };

/** Says a message to screen readers when it changes, without moving focus. */
export function LiveRegion({ message }: LiveRegionProps) {
  return (
    <Hidden>
      <span role="status" aria-live="polite">
        {message}
      </span>
    </Hidden>
  );
}
