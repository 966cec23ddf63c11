import type { JSX } from 'preact';

/** What the cursor in a stage stands on, for those who see it. */
export function Reading({ sentence }: { readonly sentence: string | undefined }): JSX.Element | null {
  if (sentence === undefined) return null;
  return (
    <p class="stage-reading" aria-hidden="true">
      {sentence}
    </p>
  );
}
