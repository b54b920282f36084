import fs from 'node:fs';
import { errorCodeOf } from './errorCode';

/**
 * The types of file systems that one machine has for itself, by the magic numbers of statfs(2): there the kernel alone keeps
 * the locks. Everything else (NFS, SMB, 9p, FUSE, Ceph, folders shared with a virtual machine, …) is not taken for one.
 */
const LOCAL_TYPES = new Set([
  0xef_53, // ext2, ext3, ext4
  0x58_46_53_42, // XFS
  0x91_23_68_3e, // Btrfs
  0x01_02_19_94, // tmpfs
  0x85_84_58_f6, // ramfs
  0xf2_f5_20_10, // F2FS
  0x79_4c_76_30, // overlay
  0x2f_c1_2f_c1, // ZFS
  0xca_45_1a_4e, // bcachefs
  0x4d_44, // FAT
  0x20_11_ba_b0, // exFAT
  0x73_66_74_6e, // NTFS
  0xe0_f5_e1_e2, // EROFS
  0x73_71_73_68, // SquashFS
]);

/** Whether the file system at `path` is one of this machine alone. Only Linux tells; elsewhere none is taken for one. */
export function isLocalDisk(path: string): boolean {
  return process.platform === 'linux' && LOCAL_TYPES.has(fs.statfsSync(path).type);
}

/** Why nothing can be written into a folder, as the system's error code (`EROFS`, `EACCES` …); `null`: it can. */
export function writeHindrance(folder: string): string | null {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return null;
  } catch (error) {
    return errorCodeOf(error);
  }
}
