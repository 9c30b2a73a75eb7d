import { totalmem } from "node:os";

export interface SettingsOf {
  readonly port: number;
  /** False when the port could not be had: the socket is enough for Waybill itself. */
  readonly tcp: boolean;
  readonly socketDir: string;
  readonly logDir: string;
  /** Put into the title of each of the server's processes. */
  readonly clusterName: string;
  /** Others run beside it on this machine. */
  readonly oneOfSeveral: boolean;
}

const mebibyte = 1024 * 1024;

/** The configuration file of the embedded server. Every line that is not a default has its reason. */
export function settingsFile(of: SettingsOf): string {
  const lines = [
    ...durability(),
    ...walRoom(of),
    ...memory(of),
    ...vacuum(),
    ...sessions(),
    ...logging(of),
  ];
  lines.push(
    setting("port", of.port),
    // Nothing outside this machine may reach it.
    setting("listen_addresses", of.tcp ? "127.0.0.1" : ""),
    setting("unix_socket_directories", of.socketDir),
    setting("unix_socket_permissions", "0700"),
    // Finds the processes of a server whose parent was killed.
    setting("cluster_name", of.clusterName),
  );
  return `# Written by Waybill at each start; changes here are lost.\n${lines.join("\n")}\n`;
}

/** What was answered 202 survives a power cut. These three are defaults; they are here so that nobody's template turns them off. */
function durability(): string[] {
  return [
    setting("fsync", "on"),
    setting("synchronous_commit", "on"),
    setting("full_page_writes", "on"),
    setting("wal_level", "replica"),
    // lz4 is not in this build, and pglz takes more of two cores than it saves in writes.
    setting("wal_compression", "off"),
    // Every checkpoint starts a round of whole pages in the log: few, long, spread-out ones.
    setting("checkpoint_timeout", "15min"),
    setting("checkpoint_completion_target", "0.9"),
    // After a crash everything is synced before recovery. File by file that took 4 to 6 s of a
    // restart of 5 to 13 s on two busy cores (11 databases, 4,000 files); one call for the file
    // system takes 0.2 s. Linux only; its errors are reported since kernel 5.8.
    ...(process.platform === "linux" ? [setting("recovery_init_sync_method", "syncfs")] : []),
  ];
}

function walRoom({ oneOfSeveral }: SettingsOf): string[] {
  // Each of several has a share of the load.
  if (oneOfSeveral) {
    return [
      setting("max_wal_size", "1GB"),
      setting("min_wal_size", "80MB"),
      setting("wal_buffers", "4MB"),
    ];
  }
  return [
    // Room for 15 minutes at full load without a forced checkpoint; also bounds crash recovery.
    setting("max_wal_size", "3GB"),
    setting("min_wal_size", "256MB"),
    setting("wal_buffers", "16MB"),
  ];
}

function memory({ oneOfSeveral }: SettingsOf): string[] {
  const available = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  // An eighth, so that Waybill and the page cache fit beside it; above 256 MB brings little here.
  const alone = Math.max(64, Math.min(256, Math.floor(available / 8 / mebibyte)));
  const buffers = oneOfSeveral ? 64 : alone;
  return [
    setting("shared_buffers", `${buffers}MB`),
    setting("effective_cache_size", `${Math.max(256, Math.floor(available / 2 / mebibyte))}MB`),
    setting("maintenance_work_mem", "64MB"),
    // Reserving huge pages needs the machine's configuration; "try" only costs a warning.
    setting("huge_pages", "off"),
    // All our queries are short: compiling them takes longer than running them.
    setting("jit", "off"),
    // Workers would take the second core from the service, and need more /dev/shm than containers give.
    setting("max_parallel_workers_per_gather", 0),
    // Four processes of each of the seven services have some 150; the others are for tools.
    setting("max_connections", 200),
    // Nobody subscribes to this server; saves a process.
    setting("max_logical_replication_workers", 0),
    // Data is on an SSD or in memory.
    setting("random_page_cost", "1.1"),
  ];
}

/** Streams and positions are updated in place many times a second: small and frequent beats rare and long. */
function vacuum(): string[] {
  return [
    setting("autovacuum_naptime", "15s"),
    setting("autovacuum_max_workers", 2),
    setting("autovacuum_vacuum_scale_factor", "0.05"),
    setting("autovacuum_analyze_scale_factor", "0.05"),
    // Keeps up with the updates of a full load; the default of 200 does not.
    setting("autovacuum_vacuum_cost_limit", 1000),
    // A fifth of the rows that it samples otherwise. While tables grow fast each of them is sampled
    // anew every quarter of a minute, which took 6% of the processors at full load; now 1%.
    setting("default_statistics_target", 20),
  ];
}

function sessions(): string[] {
  return [
    // A forgotten transaction holds back vacuum and every reader that goes by snapshot.
    setting("idle_in_transaction_session_timeout", "60s"),
    // A statement whose client was killed ends soon, and lets go of its locks.
    setting("client_connection_check_interval", "2s"),
    setting("password_encryption", "scram-sha-256"),
    setting("timezone", "UTC"),
    setting("log_timezone", "UTC"),
  ];
}

function logging(of: SettingsOf): string[] {
  return [
    setting("logging_collector", "on"),
    setting("log_directory", of.logDir),
    // One file a weekday, each overwritten a week later.
    setting("log_filename", "postgres-%a.log"),
    setting("log_rotation_age", "1d"),
    setting("log_rotation_size", 0),
    setting("log_truncate_on_rotation", "on"),
    setting("log_line_prefix", "%m [%p] %u@%d "),
    setting("log_min_duration_statement", "1s"),
    setting("log_checkpoints", "on"),
    // No personal data in logs: no parameter values, and no DETAIL, which quotes the row.
    setting("log_parameter_max_length", 0),
    setting("log_error_verbosity", "terse"),
  ];
}

function setting(name: string, value: string | number): string {
  return `${name} = '${String(value).replaceAll("'", "''")}'`;
}
