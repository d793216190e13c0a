import assert from 'node:assert/strict';
import { Commands } from '../../../../src/switch/freeswitch/commands.js';
import type { EslConnection } from '../../../../src/switch/freeswitch/esl.js';
import { SwitchError } from '../../../../src/switch/port.js';

/** A connection that answers every command with this text. */
const answering = (text: string): Commands =>
  new Commands(() => ({ api: () => Promise.resolve(text) }) as unknown as EslConnection);

async function codeOf(text: string): Promise<string> {
  const error: unknown = await answering(text)
    .api('uuid_kill leg')
    .then(
      () => 'done',
      (cause: unknown) => cause,
    );
  return error instanceof SwitchError ? error.code : String(error);
}

describe('answers of FreeSWITCH', () => {
  it('every way of saying that something is not there is "too late"', async () => {
    for (const text of [
      '-ERR No such channel!\n',
      '-ERR Cannot locate session!\n',
      '-ERR Conference ringmaster~b not found\n',
      '-ERR no reply\n',
      '-ERR \n',
    ])
      assert.equal(await codeOf(text), 'SWITCH_NO_SUCH_LEG', text);
  });

  it('what is gone already is as good as ended', async () => {
    assert.equal(await answering('-ERR no reply\n').unlessGone('conference ringmaster~b kick all'), false);
    assert.equal(await answering('+OK\n').unlessGone('conference ringmaster~b kick all'), true);
  });

  it('a usage is a bad request, another fault a fault, anything else an answer', async () => {
    assert.equal(await codeOf('-USAGE: uuid_kill <uuid>\n'), 'SWITCH_BAD_REQUEST');
    assert.equal(await codeOf('-ERR out of memory\n'), 'SWITCH_FAULT');
    assert.equal(await answering('_undef_').api('uuid_getvar leg x'), '_undef_');
  });
});
