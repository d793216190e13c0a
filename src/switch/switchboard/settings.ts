/** The switches of a centre in ringmaster.yaml: the one of `switch`, those of `moreSwitches`, and how they are tied. */
import { z } from 'zod';
import { settingId as id } from '../../runtime/setting-schemas.js';

const port = z.number().int().min(1).max(65535);
const secondsOf = (min: number, max: number) => z.number().min(min).max(max);

/** An IPv4 or IPv6 address, or a network of them. */
const network = z
  .string()
  .regex(/^[0-9a-fA-F.:]{2,39}(\/\d{1,3})?$/, 'use an address or a network such as 192.0.2.0/24');

export const trunkSchema = z
  .strictObject({
    name: id,
    /** Where its calls come from; none: no calls come in by it. */
    match: z.array(network).default([]),
    /** Where calls through it go; absent: none go out by it. */
    server: z
      .string()
      .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'use a host name or an address')
      .optional(),
    port: port.default(5060),
    transport: z.enum(['udp', 'tcp']).default('udp'),
    user: z
      .string()
      .regex(/^[\w.+-]{1,64}$/)
      .optional(),
    password: z.string().min(1).max(128).optional(),
    /** Whether the switch registers there with `user`. */
    register: z.boolean().default(false),
    /** Leads to another switch of this centre: who knows `password` may ring phones here by name, and nothing else. */
    tie: z.boolean().optional(),
  })
  .refine((trunk) => trunk.match.length > 0 || trunk.server !== undefined, {
    message: 'neither match nor server: no call could come or go by this trunk',
  })
  .refine((trunk) => !trunk.tie || (trunk.server !== undefined && trunk.password !== undefined), {
    message: 'a tie needs server and password; its name is the user name on both sides',
  })
  .refine((trunk) => !trunk.register || (trunk.server !== undefined && trunk.user !== undefined), {
    message: 'to register, a trunk needs server and user',
  });

const switchSchema = z.strictObject({
  name: id.default('main'),
  kind: z.enum(['asterisk', 'freeswitch', 'simulated']).default('asterisk'),
  /**
   * Where Asterisk comes from: `external` (one that is there, at `host`), `docker`, `debian` (a root file system in
   * the user's cache), `auto` (docker when a daemon answers, else debian). A FreeSWITCH is always `external`.
   */
  provide: z.enum(['auto', 'external', 'docker', 'debian']).default('auto'),
  host: z.string().default('127.0.0.1'),
  ariPort: port.default(8088),
  ariTls: z.boolean().default(false),
  amiPort: port.default(5038),
  /** Event socket of a FreeSWITCH. */
  eslPort: port.default(8021),
  /** For `external`; otherwise made at set-up and kept in dataDirectory/secrets.json. */
  user: z.string().default('ringmaster'),
  password: z.string().optional(),
  application: id.default('ringmaster'),
  sipHost: z.string().default('127.0.0.1'),
  sipPort: port.default(5060),
  /** Outside lines of a switch of our own; an external one has its own. */
  trunks: z.array(trunkSchema).prefault([{ name: 'trunk-in', match: ['127.0.0.1'] }]),
  /** First and last UDP port for media. */
  rtpPorts: z.tuple([port, port]).default([10000, 10999]),
  /** What browsers connect to; default ws://<sipHost>:<ariPort>/ws, of a FreeSWITCH ws://<sipHost>:5066; empty: it has none. */
  websocketUrl: z.string().optional(),
  commandDeadlineSeconds: secondsOf(0.1, 60).default(5),
  maxRings: z.number().int().min(1).max(1000).default(500),
  /** For `external`: the folder where the switch leaves recordings, as this process sees it. */
  recordingSpool: z.string().optional(),
  /** For a FreeSWITCH: the folder of the accounts of phones (vars.xml), as this process sees it. */
  phoneFolder: z.string().optional(),
});

export type SwitchSettings = z.infer<typeof switchSchema>;

/** Part of the schema of the installation. */
export const switchesSchema = {
  switch: switchSchema.prefault({}),
  /** Further switches that serve the same queues; made and started by their operators, never by set-up. */
  moreSwitches: z
    .array(switchSchema.extend({ name: id, kind: z.enum(['asterisk', 'freeswitch', 'simulated']) }))
    .default([]),
  /** Trunks between them: by `trunk` of the switch `from` phones of the switch `to` are rung by name. */
  ties: z.array(z.strictObject({ from: id, to: id, trunk: id })).default([]),
  /** How long one of several switches may be without link until its calls count as gone. */
  lostSwitchSeconds: secondsOf(1, 3600).default(60),
};

type Switches = z.infer<z.ZodObject<typeof switchesSchema>>;

/** Every switch with its settings, the first one first. */
export const allSwitches = ({ switch: first, moreSwitches }: Switches): readonly SwitchSettings[] => [
  first,
  ...moreSwitches.map((more) => ({ ...more, provide: 'external' as const })),
];

/** What is wrong between the switches: place and sentence. */
export function switchesFault(
  settings: Switches,
): { readonly where: string; readonly what: string } | undefined {
  const names = allSwitches(settings).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return { where: 'moreSwitches', what: `there are two switches "${twice}"` };
  for (const { from, to } of settings.ties) {
    const unknown = [from, to].find((name) => !names.includes(name));
    if (unknown !== undefined) return { where: 'ties', what: `there is no switch "${unknown}"` };
    if (from === to) return { where: 'ties', what: `a tie leads from "${from}" to itself` };
  }
  return undefined;
}

/** Whether somebody else runs the switch: we neither make it nor start it, and give it no password. */
export const isExternal = ({ kind, provide }: Pick<SwitchSettings, 'kind' | 'provide'>): boolean =>
  kind === 'freeswitch' || provide === 'external';
