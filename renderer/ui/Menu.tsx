import { DropdownMenu as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { CheckIcon } from './icons/stock';
import { Key } from './Key';
import styles from './Menu.module.css';

export type MenuItem =
  | { readonly kind: 'separator'; readonly id: string }
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly icon?: ReactNode;
      readonly keyHint?: string;
      /** At the end of the line: how the choice stands. */
      readonly note?: string;
      /** Shown under the label of an item that cannot be used now. */
      readonly disabledReason?: string | null;
      /** Set on every item of a choice; the chosen one carries a check mark. */
      readonly checked?: boolean;
      readonly onSelect: () => void;
    };

type MenuProps = {
  /** One button. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
};

/** A dropdown menu, inside the page's main landmark: arrow keys, Home, End, letters, Enter and Esc; focus returns to its button. */
export function Menu({ trigger, items, align = 'start' }: MenuProps) {
  // Every label begins at the same place: lines without an icon leave its room.
  const hasIcons = items.some((item) => item.kind === 'item' && (item.icon ?? item.checked) !== undefined);
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root modal={false} open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={document.querySelector('main')}>
        <Radix.Content className={styles['menu']} align={align} sideOffset={4} collisionPadding={8} loop>
          {items.map((item) => (
            <MenuLine key={item.id} item={item} hasIcons={hasIcons} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function MenuLine({ item, hasIcons }: { readonly item: MenuItem; readonly hasIcons: boolean }) {
  if (item.kind === 'separator') return <Radix.Separator className={styles['separator']} />;
  const reason = item.disabledReason ?? null;
  const content = (
    <>
      {hasIcons ? (
        <span className={styles['icon']}>{item.checked === undefined ? item.icon : item.checked && <CheckIcon />}</span>
      ) : null}
      <span className={styles['label']}>
        {item.label}
        {reason === null ? null : <span className={styles['reason']}>{reason}</span>}
      </span>
      {item.note === undefined ? null : <span className={styles['note']}>{item.note}</span>}
      {item.keyHint === undefined ? null : <Key>{item.keyHint}</Key>}
    </>
  );
  const shared = { className: styles['item'], disabled: reason !== null, onSelect: item.onSelect };
  if (item.checked === undefined) return <Radix.Item {...shared}>{content}</Radix.Item>;
  return (
    <Radix.CheckboxItem {...shared} checked={item.checked}>
      {content}
    </Radix.CheckboxItem>
  );
}
