/**
 * The kernel's write leases, as far as they decide a swap, for actors that live in one process: a real lease would
 * keep that very process waiting. As in the kernel (fs/locks.c, fs/open.c): a lease is refused while anybody else has
 * the file open; whoever opens a leased file counts as an opener at once, breaks the lease and waits for its end; and
 * then has this very inode, whatever became of its name.
 */
type Kind = 'read' | 'write';
type Lease = { readonly fd: number; kind: Kind; target: Kind | 'none' };
type Descriptor = { readonly inode: bigint; readonly owner: object; readonly forWriting: boolean };

export type LeaseBook = {
  readonly opened: (fd: number, descriptor: Descriptor) => void;
  readonly closed: (fd: number) => void;
  /** Says that somebody wants in; whether he has to wait. */
  readonly knock: (inode: bigint, forWriting: boolean) => boolean;
  readonly keepsOut: (inode: bigint, forWriting: boolean) => boolean;
  /** F_SETLEASE; `false` is EAGAIN. */
  readonly take: (fd: number, kind: Kind) => boolean;
  /** F_GETLEASE: what the lease is to become. */
  readonly wanted: (fd: number) => Kind | 'none';
  readonly drop: (fd: number) => void;
  /** The descriptors of a process that ends. */
  readonly ownedBy: (owner: object) => readonly number[];
};

export function createLeaseBook(): LeaseBook {
  const descriptors = new Map<number, Descriptor>();
  const leases = new Map<bigint, Lease>();

  function leaseOf(fd: number): Lease | undefined {
    const inode = descriptors.get(fd)?.inode;
    const lease = inode === undefined ? undefined : leases.get(inode);
    return lease?.fd === fd ? lease : undefined;
  }

  function drop(fd: number): void {
    const inode = descriptors.get(fd)?.inode;
    if (inode !== undefined && leaseOf(fd) !== undefined) leases.delete(inode);
  }

  function keepsOut(inode: bigint, forWriting: boolean): boolean {
    const lease = leases.get(inode);
    return lease !== undefined && (forWriting || lease.kind === 'write');
  }

  function take(fd: number, kind: Kind): boolean {
    const mine = descriptors.get(fd);
    if (mine === undefined) throw new Error(`descriptor ${fd} is not open`);
    for (const [other, { inode, forWriting }] of descriptors) {
      if (other !== fd && inode === mine.inode && (kind === 'write' || forWriting)) return false;
    }
    leases.set(mine.inode, { fd, kind, target: kind });
    return true;
  }

  return {
    opened: (fd, descriptor) => void descriptors.set(fd, descriptor),
    closed: (fd) => {
      drop(fd);
      descriptors.delete(fd);
    },
    knock: (inode, forWriting) => {
      const lease = leases.get(inode);
      if (lease === undefined || !keepsOut(inode, forWriting)) return false;
      if (lease.target !== 'none') lease.target = forWriting ? 'none' : 'read';
      return true;
    },
    keepsOut,
    take,
    wanted: (fd) => leaseOf(fd)?.target ?? 'none',
    drop,
    ownedBy: (owner) => [...descriptors].filter(([, one]) => one.owner === owner).map(([fd]) => fd),
  };
}
