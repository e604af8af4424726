import { posix } from 'node:path';

export interface ServiceParts {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly user: number;
  /** The bot's folder. */
  readonly root: string;
  readonly config: string;
  readonly node: string;
}

export interface Service {
  readonly file: string;
  readonly text: string;
  /** What to run once the file is there, and before it goes; each a program and its arguments. */
  readonly install: readonly (readonly string[])[];
  readonly uninstall: readonly (readonly string[])[];
  readonly logs: string;
  readonly state: string;
  readonly restart: string;
}

const { join } = posix;

/** The service of a user; null where there is none of that kind. */
export function serviceFor(parts: ServiceParts): Service | null {
  if (parts.platform === 'linux') return systemd(parts);
  return parts.platform === 'darwin' ? launchd(parts) : null;
}

const commandOf = ({ node, root, config }: ServiceParts) => [
  node,
  '--max-semi-space-size=2',
  join(root, 'src', 'start.mjs'),
  '--config',
  config,
];

/** A word of a unit file: specifiers begin with %, variables with $. */
const unitWord = (text: string) =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
/** A path in a setting that is no command line: nothing is quoted there, and only % means something. */
const unitPath = (text: string) => text.replaceAll('%', '%%');

function systemd(parts: ServiceParts): Service {
  return {
    file: join(parts.home, '.config', 'systemd', 'user', 'serdabot.service'),
    // env: systemd refuses quotes in the path of a program itself, and the bot brings its own Node.
    // 78: the configuration is wrong, which no restart mends. 20 s: commands under way finish within 10.
    text: `[Unit]
Description=SerdaBot

[Service]
ExecStart=/usr/bin/env ${commandOf(parts).map(unitWord).join(' ')}
WorkingDirectory=${unitPath(parts.root)}
Restart=always
RestartSec=5
RestartPreventExitStatus=78
TimeoutStopSec=20

[Install]
WantedBy=default.target
`,
    install: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', 'serdabot.service'],
      // Without it the services of a user end with the last session.
      ['loginctl', 'enable-linger'],
    ],
    uninstall: [['systemctl', '--user', 'disable', '--now', 'serdabot.service']],
    logs: 'journalctl --user -u serdabot -f',
    state: 'systemctl --user status serdabot',
    restart: 'systemctl --user restart serdabot',
  };
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function launchd(parts: ServiceParts): Service {
  const label = 'tv.serdabot.bot';
  const file = join(parts.home, 'Library', 'LaunchAgents', `${label}.plist`);
  const log = join(parts.home, 'Library', 'Logs', 'serdabot.log');
  const domain = `gui/${parts.user}`;
  // launchd knows no exit code that ends it: 78 waits for the file to change instead.
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${commandOf(parts)
  .map((word) => `    <string>${xml(word)}</string>`)
  .join('\n')}
  </array>
  <key>WorkingDirectory</key><string>${xml(parts.root)}</string>
  <key>EnvironmentVariables</key>
  <dict>
    <key>SERDABOT_WAIT_FOR_CONFIG</key><string>1</string>
  </dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
  <key>ThrottleInterval</key><integer>10</integer>
  <key>ExitTimeOut</key><integer>20</integer>
  <key>StandardOutPath</key><string>${xml(log)}</string>
  <key>StandardErrorPath</key><string>${xml(log)}</string>
</dict>
</plist>
`;
  return {
    file,
    text,
    install: [['launchctl', 'bootstrap', domain, file]],
    uninstall: [['launchctl', 'bootout', `${domain}/${label}`]],
    logs: `tail -f ${log}`,
    state: `launchctl print ${domain}/${label}`,
    restart: `launchctl kickstart -k ${domain}/${label}`,
  };
}
