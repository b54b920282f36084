import fs from 'node:fs';
import { errorCodeOf } from './errorCode';

/** ELF's numbers of the processors that Codex is made for (elf.h, e_machine). */
const ELF_MACHINES: Partial<Record<NodeJS.Architecture, number>> = { x64: 62, arm64: 183 };
const HEAD_BYTES = 20;
const MACHINE_AT = 18;

function headOf(file: string): Buffer {
  const fd = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, fs.readSync(fd, head, 0, HEAD_BYTES, 0));
  } finally {
    fs.closeSync(fd);
  }
}

function isElfForUs(head: Buffer): boolean {
  if (head.length < HEAD_BYTES || head.readUInt32BE(0) !== 0x7f_45_4c_46) return false;
  const machine = ELF_MACHINES[process.arch];
  return machine === undefined || head.readUInt16LE(MACHINE_AT) === machine;
}

/**
 * Whether a file has the form of a program of this machine: a script, or an executable for this system and processor. What
 * is neither must not be started, because the C library would hand it to a shell. One that may be started but not
 * read counts as a program.
 */
export function isProgramHere(file: string): boolean {
  try {
    const head = headOf(file);
    if (process.platform === 'win32') return head.subarray(0, 2).toString('latin1') === 'MZ';
    if (head.subarray(0, 2).toString('latin1') === '#!') return true;
    if (process.platform === 'linux') return isElfForUs(head);
    return ['cafebabe', 'cafebabf', 'cffaedfe', 'cefaedfe'].includes(head.subarray(0, 4).toString('hex'));
  } catch (error) {
    return ['EACCES', 'EPERM'].includes(errorCodeOf(error));
  }
}
