/**
 * The peer on FreeSWITCH: its own mod_callcenter in the same FreeSWITCH, the same phones as members, strategy
 * longest-idle-agent (its default), both sides recorded.
 */
import { accountOf, membersOfQueue, peerNumber, queueName, type Shape } from './load-shape.js';

type Members = Pick<Shape, 'agents' | 'queues'>;

const list = (length: number): number[] => Array.from({ length }, (_unused, at) => at);

/**
 * `callcenter.conf` as a piece of the switch's configuration. Pure.
 * @param domain of the phones' accounts
 * @param recordings folder as the switch sees it
 */
export function callcenterConf(shape: Members, domain: string, recordings: string): string {
  const queues = list(shape.queues).map(
    (queue) => `<queue name="${queueName(queue)}">
  <param name="strategy" value="longest-idle-agent"/>
  <param name="moh-sound" value="local_stream://default"/>
  <param name="record-template" value="${recordings}/\${uuid}.wav"/>
  <param name="time-base-score" value="queue"/>
  <param name="max-wait-time" value="0"/>
  <param name="max-wait-time-with-no-agent" value="0"/>
  <param name="tier-rules-apply" value="false"/>
</queue>`,
  );
  // Who refuses is offered the next call at once, as with the others.
  const agents = list(shape.agents).map(
    (agent) =>
      `<agent name="${accountOf(agent)}" type="callback" contact="[leg_timeout=15]user/${accountOf(agent)}-desk@${domain}" status="Available" max-no-answer="0" wrap-up-time="0" reject-delay-time="0" busy-delay-time="0" no-answer-delay-time="0"/>`,
  );
  const tiers = list(shape.queues).flatMap((queue) =>
    membersOfQueue(queue, shape).map(
      (agent) => `<tier agent="${accountOf(agent)}" queue="${queueName(queue)}" level="1" position="1"/>`,
    ),
  );
  return `<configuration name="callcenter.conf">
<settings/>
<queues>
${queues.join('\n')}
</queues>
<agents>
${agents.join('\n')}
</agents>
<tiers>
${tiers.join('\n')}
</tiers>
</configuration>`;
}

/** What callers of the peer dial: extensions that stand before any other of their context. Pure. */
export function callcenterDialplan(shape: Pick<Shape, 'queues'>): string {
  return list(shape.queues)
    .map(
      (queue) => `<extension name="peer-${queue}">
  <condition field="destination_number" expression="^${peerNumber(queue)}$">
    <action application="set" data="RECORD_STEREO=true"/>
    <action application="answer"/>
    <action application="callcenter" data="${queueName(queue)}"/>
    <action application="hangup"/>
  </condition>
</extension>`,
    )
    .join('\n');
}
