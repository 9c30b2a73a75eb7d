import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "@waybill/kit";
import { NotHere } from "./small-disk.ts";

export type FileSystem = "ext4" | "xfs";

/** Takes up only what is written to it. */
const imageBytes = 8 * 1024 ** 3;
const make: Readonly<Record<FileSystem, readonly string[]>> = {
  ext4: ["mkfs.ext4", "-q", "-F", "-E", "nodiscard"],
  xfs: ["mkfs.xfs", "-q", "-f", "-K"],
};
/**
 * FS_IOC_SHUTDOWN of Linux, by number, for Node has no ioctl. With the flag NOLOGFLUSH neither data
 * nor journal are flushed first, and no write reaches the device any more: the `godown` of xfstests.
 */
const shutdown = `open(my $d, "<", $ARGV[0]) or die "open: $!"; my $flags = pack("L", 2); ioctl($d, 0x8004587d, $flags) or die "ioctl: $!"`;
const busyMs = 10_000;
const busyPollMs = 50;

/**
 * A file system of its own, in an image file, that can be ended as by a power cut: what was not
 * synced is lost. What a device has taken counts as kept: its own cache is not part of this.
 */
export class CuttableDisk {
  /** A directory on another file system, which goes with this one. */
  readonly besides: string;
  readonly #directory: string;
  readonly #image: string;
  #isMounted = false;

  private constructor(directory: string) {
    this.#directory = directory;
    this.besides = `${directory}.d`;
    this.#image = join(this.besides, "image");
  }

  /**
   * Over an empty directory.
   * @throws {NotHere} where a tool or the right to mount is missing; directory and image are gone then
   */
  static open(directory: string, fileSystem: FileSystem): CuttableDisk {
    const disk = new CuttableDisk(directory);
    try {
      const [program = "", ...options] = make[fileSystem];
      for (const [tool, parameter] of [
        ["perl", "-v"],
        [program, "-V"],
      ] as const) {
        run(tool, [parameter]);
      }
      mkdirSync(disk.besides, { mode: 0o711 });
      closeSync(openSync(disk.#image, "w"));
      truncateSync(disk.#image, imageBytes);
      run(program, [...options, disk.#image]);
      disk.#mount();
      return disk;
    } catch (error) {
      rmSync(disk.besides, { recursive: true, force: true });
      rmSync(directory, { recursive: true, force: true });
      throw new NotHere(
        `a file system of ${fileSystem} cannot be made and mounted: ${errorMessage(error)}`,
        { cause: error },
      );
    }
  }

  /** The power is gone: whoever still runs gets errors for whatever is read or written there. */
  cut(): void {
    run("perl", ["-e", shutdown, this.#directory]);
  }

  /** The power is back. Nothing may have a file open there any more. */
  async remount(): Promise<void> {
    await this.#unmount();
    this.#mount();
  }

  async remove(): Promise<void> {
    if (this.#isMounted) await this.#unmount();
    rmSync(this.besides, { recursive: true, force: true });
  }

  #mount(): void {
    run("mount", ["-o", "loop", this.#image, this.#directory]);
    this.#isMounted = true;
  }

  /** Not lazily: a file system that lives on somewhere would be mounted beside itself. */
  async #unmount(): Promise<void> {
    const deadline = performance.now() + busyMs;
    for (;;) {
      try {
        run("umount", [this.#directory]);
        this.#isMounted = false;
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await delay(busyPollMs);
    }
  }
}

function run(program: string, parameters: readonly string[]): void {
  execFileSync(program, [...parameters], { stdio: "pipe" });
}
