/** A file system of a few kilobytes in memory, for tests of full disks. Needs root. */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class SmallDisk {
  private constructor(readonly folder: string) {}

  /**
   * Makes the folder where it is missing; what was in it is hidden until `unmount`.
   * @throws Error without the right to mount
   */
  static async mount(folder: string, bytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Leaves room for less than a page, also when others write meanwhile or have given back some. */
  async fill(): Promise<void> {
    for (;;) {
      const { bavail, bsize } = await statfs(this.folder);
      if (bavail === 0) return;
      try {
        await appendFile(join(this.folder, 'filling'), Buffer.alloc(bavail * bsize));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.folder, 'filling'), { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
  }
}

/** Whether this process may mount file systems. @param folder to try it on; made, and left empty */
export const mayMount = async (folder: string): Promise<boolean> => {
  try {
    await (await SmallDisk.mount(folder, 65_536)).unmount();
    return true;
  } catch {
    return false;
  }
};
