import { asText, type Tree } from '../space/file-tree.ts';

/** The earlier studies that `transfer` names: one, or a list. @throws `config-invalid` */
export function readTransfer(tree: Tree): readonly string[] {
  return tree.kind === 'list' ? tree.items.map((item) => asText(item, 'transfer')) : [asText(tree, 'transfer')];
}
