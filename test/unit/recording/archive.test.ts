import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../../src/recording/archive.js';
import { wavHeader } from '../../../src/recording/wav.js';

describe('The archive', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-archive-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const sound = (format: 'wav' | 'raw', bytes = 3200) => {
    const data = Buffer.alloc(bytes, 7);
    const path = join(folder, `switch.${format}`);
    writeFileSync(path, format === 'wav' ? Buffer.concat([wavHeader(bytes, 8000, 2), data]) : data);
    return { path, format, sampleRate: 8000, channels: 2 } as const;
  };
  const partsIn = (directory: string): string[] =>
    existsSync(directory)
      ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))
      : [];

  for (const format of ['wav', 'raw'] as const)
    it(`takes in ${format} as one whole WAV file, measured and hashed as it lies there`, async () => {
      const archive = new Archive(join(folder, 'archive'));
      const found = await archive.store(sound(format), '2026/11/22/rec_1.wav');
      const file = readFileSync(archive.absolute('2026/11/22/rec_1.wav'));
      assert.equal(file.length, 3244);
      assert.equal(found.bytes, 3244);
      assert.equal(found.durationMs, 100);
      assert.equal(found.sha256, createHash('sha256').update(file).digest('hex'));
      assert.equal(file.readUInt32LE(40), 3200);
      assert.deepEqual(partsIn(join(folder, 'archive')), []);
    });

  it('an empty recording is a header and silence', async () => {
    const archive = new Archive(join(folder, 'archive'));
    const found = await archive.store(sound('wav', 0), 'rec_1.wav');
    assert.equal(found.bytes, 44);
    assert.equal(found.leftDbfs, -100);
  });

  it('sound that is not there: the error of the file system, and nothing half-written', async () => {
    const archive = new Archive(join(folder, 'archive'));
    const gone = { ...sound('wav'), path: join(folder, 'gone.wav') };
    await assert.rejects(archive.store(gone, 'rec_1.wav'), { code: 'ENOENT' });
    assert.equal(existsSync(archive.absolute('rec_1.wav')), false);
    assert.deepEqual(partsIn(join(folder, 'archive')), []);
  });

  it('a folder that cannot be made: the error of the file system', async () => {
    writeFileSync(join(folder, 'archive'), 'a file where the folder should be');
    await assert.rejects(new Archive(join(folder, 'archive')).store(sound('wav'), 'rec_1.wav'), {
      code: /^(ENOTDIR|EEXIST)$/,
    });
  });

  it('a name that is taken by a folder: the error, and the part is removed', async () => {
    const archive = new Archive(join(folder, 'archive'));
    mkdirSync(archive.absolute('rec_1.wav'), { recursive: true });
    await assert.rejects(archive.store(sound('wav'), 'rec_1.wav'));
    assert.deepEqual(partsIn(join(folder, 'archive')), []);
  });

  it('a full disk: the error, no file and no part of one', async function () {
    // A device that is always full stands for the disk: what is written to it fails as on a full one.
    if (!existsSync('/dev/full')) return this.skip();
    const archive = new Archive(join(folder, 'archive'));
    mkdirSync(join(folder, 'archive'));
    const { symlinkSync } = await import('node:fs');
    symlinkSync('/dev/full', join(folder, 'archive', 'rec_1.wav.part'));
    await assert.rejects(archive.store(sound('wav'), 'rec_1.wav'), { code: 'ENOSPC' });
    assert.deepEqual(readdirSync(join(folder, 'archive')), []);
  });
});
