/** Where studies are kept: the contract, and the storage in memory. */
export { memory } from './memory.ts';
export type {
  ChangePage,
  Cursor,
  Fill,
  Host,
  Loaded,
  Owner,
  Storage,
  StorageTraits,
  StudyRecord,
} from './storage.ts';
