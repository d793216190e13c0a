/** What a flow asks of the call. Pure parts of `decide`. */
import { ownerLeaves, resumeRecording } from './departures.js';
import { endCall } from './ending.js';
import { flowReturned } from './flow-visit.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

export function onFlow(step: Step, input: Extract<CallInput, { kind: 'flow' }>, limits: CallLimits): void {
  const { output } = input;
  const { callerLeg, language, flowVisit, recordingPaused } = step.state;
  switch (output.do) {
    case 'play':
      step.ask({
        do: 'play',
        leg: callerLeg,
        request: { playback: output.playback, prompts: output.prompts, language },
      });
      break;
    case 'stop-play':
      step.ask({ do: 'stop-play', leg: callerLeg, playback: output.playback });
      break;
    case 'timer':
    case 'cancel-timer':
      break; // kept by the service: a timer of a flow needs no decision
    case 'collected':
      step.tell('call.collected', { name: output.name, value: output.value });
      break;
    case 'set-language':
      step.tell('call.language-set', { language: output.language });
      break;
    case 'recording':
      if (!output.paused) resumeRecording(step, 'flow');
      else if (!recordingPaused) step.tell('call.recording-paused', { by: 'flow' });
      break;
    case 'queue':
      queue(step, output.request, input.musicOf(output.request.queue), limits);
      break;
    case 'callback':
    case 'ring':
      break; // told by an input of its own
    case 'return':
      flowReturned(step, 'flow', limits);
      break;
    case 'hang-up':
      // An agent who waits for the caller decides, not the flow.
      if (flowVisit?.agentWaits) flowReturned(step, 'flow', limits);
      else endCall(step, limits, 'flow', 'normal');
      break;
  }
}

type Request = Extract<Extract<CallInput, { kind: 'flow' }>['output'], { do: 'queue' }>['request'];

function queue(step: Step, request: Request, music: string, limits: CallLimits): void {
  const { callerLeg, waiting, flowVisit } = step.state;
  const since = waiting?.since ?? step.now;
  resumeRecording(step, 'system'); // a flow that has paused it and forgotten it
  if (flowVisit?.agentWaits) ownerLeaves(step, 'transferred');
  step.cancel('phase');
  step.tell(
    'call.queued',
    { ...request, since, music, again: flowVisit !== undefined },
    { queue: request.queue },
  );
  step.ask({ do: 'tag', leg: callerLeg, tags: { queue: request.queue, since: String(since) } });
  step.deadline('phase', limits.maxWaitMs);
}
