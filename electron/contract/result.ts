import type { AppError } from './errors';

/** The reply to every request: `ipcRenderer.invoke` drops the fields of a thrown error, so errors travel as values. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function err(error: AppError): Result<never> {
  return { ok: false, error };
}
