import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';

/** A field whose text is also that of the YAML: what is typed stays as it was typed until the field is left. */
export function Field({
  value,
  commit,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> & {
  readonly value: string;
  readonly commit: (text: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        commit(event.currentTarget.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
