import type { LucideIcon } from 'lucide-react';
import {
  Archive,
  ArrowRight,
  Check,
  ChevronDown,
  ChevronRight,
  ChevronUp,
  CircleHelp,
  Copy,
  Ellipsis,
  Folder,
  FolderOpen,
  Info,
  ListFilter,
  Minus,
  Plug,
  RefreshCw,
  Search,
  TriangleAlert,
  Undo2,
  X,
} from 'lucide-react';

/** A stock icon at the product's measure: 16 px with a stroke of 1.5 px. */
function stock(Glyph: LucideIcon) {
  return function StockIcon() {
    return <Glyph size={16} strokeWidth={1.5} nonScalingStroke aria-hidden="true" focusable="false" />;
  };
}

export const ArchiveIcon = stock(Archive);
export const ArrowRightIcon = stock(ArrowRight);
export const CheckIcon = stock(Check);
export const ChevronDownIcon = stock(ChevronDown);
export const ChevronRightIcon = stock(ChevronRight);
export const ChevronUpIcon = stock(ChevronUp);
export const CloseIcon = stock(X);
export const CopyIcon = stock(Copy);
export const DashIcon = stock(Minus);
export const DemoIcon = stock(FolderOpen);
export const FilterIcon = stock(ListFilter);
export const FolderIcon = stock(Folder);
export const HelpIcon = stock(CircleHelp);
export const InfoIcon = stock(Info);
export const MoreIcon = stock(Ellipsis);
export const PlugIcon = stock(Plug);
export const RescanIcon = stock(RefreshCw);
export const SearchIcon = stock(Search);
export const UndoIcon = stock(Undo2);
export const WarningIcon = stock(TriangleAlert);
