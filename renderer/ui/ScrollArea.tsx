import { type ReactNode, useEffect, useRef, useState } from 'react';

type ScrollAreaProps = {
  readonly className: string | undefined;
  readonly label: string;
  readonly children: ReactNode;
};

/** Content that may be longer than its place. Only while it is, it can have focus, so that the keyboard can scroll it. */
export function ScrollArea({ className, label, children }: ScrollAreaProps) {
  const area = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setOverflows(element.scrollHeight > element.clientHeight));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={area} className={className} {...(overflows ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}>
      {children}
    </div>
  );
}
