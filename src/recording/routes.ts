import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { NoSuchRecordingError } from './errors.js';
import type { RecordingService } from './service.js';

/** The sound of recordings, with ranges so that a player can seek. */
export function recordingRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly recordings: RecordingService;
    /** Whether this agent took part in the call. */
    readonly tookPart: (call: string, agent: string) => Promise<boolean>;
  },
): void {
  route(registry, {
    method: 'get',
    path: '/recordings/:recording/audio',
    roles: permit('agent', 'supervisor', 'administrator'),
    params: z.object({ recording: z.string().max(64) }),
    produces: 'audio/wav',
    summary: 'The sound of a recording: caller left, agent right',
    handler: async ({ principal, params, response }) => {
      const row = await parts.recordings.get(params.recording);
      const file = row && parts.recordings.fileOf(row);
      if (!row || !file || row.state !== 'stored') throw new NoSuchRecordingError();
      if (principal.agent !== null && !(await parts.tookPart(row.call, principal.agent)))
        throw new NoSuchRecordingError();
      await new Promise<void>((resolve, reject) => {
        response.sendFile(
          file,
          { dotfiles: 'allow', headers: { 'Content-Type': 'audio/wav' } },
          (error?: Error) => {
            // A player that goes away in mid-file is no fault.
            if (error && !response.headersSent) reject(new NoSuchRecordingError());
            else resolve();
          },
        );
      });
    },
  });
}
