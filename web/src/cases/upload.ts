// A file on its way into a case, streamed from the disk; how much has gone is told while it goes.
// XMLHttpRequest, because fetch tells nothing of an upload until it is over.
import { csrfHeader, Problem } from '../api/client';
import type { CaseFile } from '../api/contract-case';
import type { ProblemBody } from '../api/op';

export interface Upload {
  done: Promise<CaseFile>;
  /** Ends it; nothing of it stays. */
  cancel(): void;
}

export function upload(to: string, file: File, progress: (sent: number) => void): Upload {
  const query = new URLSearchParams({ name: file.name, type: file.type });
  const request = new XMLHttpRequest();
  const done = new Promise<CaseFile>((resolve, reject) => {
    request.open('POST', `/api/cases/${encodeURIComponent(to)}/files?${query}`);
    // The bytes are what they are, whatever the sender says of them.
    request.setRequestHeader('content-type', 'application/octet-stream');
    for (const [name, value] of csrfHeader()) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => progress(event.loaded));
    request.addEventListener('load', () => {
      const body = read(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as CaseFile);
      else reject(new Problem(request.status, (body ?? {}) as Partial<ProblemBody>));
    });
    request.addEventListener('error', () => reject(new Problem(0, { id: 'web-problem-unreachable' })));
    request.addEventListener('abort', () => reject(new Problem(0, { id: 'case-file-cancelled' })));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
