/**
 * How the contents of two files of one thread stand to each other. `first` and `second` name the two in the order in
 * which they were given; a file that does not decode has no content to compare.
 */
export type Relation =
  'equal' | 'first_is_prefix' | 'second_is_prefix' | 'different' | 'first_damaged' | 'second_damaged' | 'both_damaged';

export type TwinFacts = {
  /** Of the `.zst` (first) to the plain file (second). */
  readonly relation: Relation;
  /** Whether the `.zst` carries a receipt of ours that agrees with its content. */
  readonly ours: boolean;
  /** Whether the ledger says that we were about to publish this very file when we stopped. */
  readonly intended: boolean;
  /** Whether both stand in one folder, as a swap leaves them; archiving moves only one of them. */
  readonly besideEachOther: boolean;
};

/** `remove_*` only ever takes a file whose whole content stands, proven, in the one that stays (or our own torn copy). */
export type TwinDecision =
  | 'finish_swap'
  | 'remove_twin'
  | 'remove_torn_twin'
  | 'remove_torn_plain'
  | 'offer_twin'
  | 'report_damaged'
  | 'conflict';

/** What is done about a plain file and a `.zst` of one thread (safety.md, Recover). */
export function decideTwin({ relation, ours, intended, besideEachOther }: TwinFacts): TwinDecision {
  switch (relation) {
    case 'equal':
      if (besideEachOther) return 'finish_swap';
      return ours ? 'remove_twin' : 'offer_twin';
    case 'first_is_prefix':
      return ours ? 'remove_twin' : 'offer_twin';
    case 'first_damaged':
    case 'both_damaged':
      return intended ? 'remove_torn_twin' : 'report_damaged';
    case 'second_is_prefix':
      return intended ? 'remove_torn_plain' : 'conflict';
    case 'different':
    case 'second_damaged':
      return 'conflict';
  }
}

/** Whether Codex still knows a thread of which no file stands under a name that it reads. */
export type Listing = 'listed' | 'not_listed' | 'no_database' | 'unknown';

export type HoldFacts = {
  readonly of: 'plain' | 'compressed';
  /** The form of the thread's truth; `null`: no file of it stands in either root. */
  readonly truth: 'plain' | 'compressed' | null;
  /** Of the hold (first) to the truth (second); of no meaning where there is none. */
  readonly relation: Relation;
  readonly listing: Listing;
};

export type HoldDecision =
  | 'remove_hold'
  | 'put_back'
  /** The plain truth is only the beginning of the hold: they change places, and what was the truth is held then. */
  | 'change_places'
  /** Put back, and the damaged compressed file is set aside. */
  | 'replace_damaged'
  | 'offer_hold'
  | 'report_damaged'
  | 'conflict';

function decideLonely({ relation, listing }: HoldFacts): HoldDecision {
  if (relation === 'first_damaged') return 'report_damaged';
  return listing === 'listed' || listing === 'no_database' ? 'put_back' : 'offer_hold';
}

/** What is done about a hold, once it is known that nobody has it open (safety.md, Recover). */
export function decideHold(facts: HoldFacts): HoldDecision {
  if (facts.truth === null) return decideLonely(facts);
  switch (facts.relation) {
    case 'equal':
    case 'first_is_prefix':
      return 'remove_hold';
    case 'second_is_prefix':
      // Nobody appends to a compressed file: a longer one in a hold is none of our doing.
      if (facts.of === 'compressed') return 'conflict';
      return facts.truth === 'plain' ? 'change_places' : 'put_back';
    case 'second_damaged':
      return 'replace_damaged';
    case 'first_damaged':
    case 'both_damaged':
      return 'report_damaged';
    case 'different':
      return 'conflict';
  }
}
