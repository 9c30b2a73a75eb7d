import { lookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { Terminal, WaybillError } from "@waybill/kit";

/** IANA special-purpose ranges: this host, private networks, link-local (cloud metadata), multicast, reserved. */
const closed = new BlockList();
const closedV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
];
/** Within the global addresses: protocols (Teredo, benchmarks, ORCHID), documentation, 6to4. */
const closedV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
/**
 * Of IPv6 only global unicast is let through, and IPv4 written as IPv6, which counts as what it is. All
 * else is reserved, or leads to an IPv4 address that may be anything: ::/96, ::ffff:0:0:0/96, and NAT64 by
 * 64:ff9b::/96 or 64:ff9b:1::/48. Unique local, link-local, site-local and multicast are outside, too.
 * Source: IANA's registries "IPv6 Address Space" and "IPv6 Special-Purpose Address Space".
 */
const openV6 = new BlockList();
openV6.addSubnet("2000::", 3, "ipv6");
openV6.addSubnet("::ffff:0:0", 96, "ipv6");
for (const [ranges, family] of [
  [closedV4, "ipv4"],
  [closedV6, "ipv6"],
] as const) {
  for (const range of ranges) {
    const [network = "", bits] = range.split("/");
    closed.addSubnet(network, Number(bits), family);
  }
}

/** Whether an IP address is out of bounds for webhooks. IPv4 addresses inside IPv6 ones count as what they are. */
export function isClosedAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  if (family === 4) return closed.check(address, "ipv4");
  return !openV6.check(address, "ipv6") || closed.check(address, "ipv6");
}

/**
 * Checks a webhook's URL at registration. Names are checked when they are looked up, at each call.
 * @throws {WaybillError} 422 `webhook-url-refused`
 */
export function checkWebhookUrl(text: string, allowPrivate: boolean): URL {
  const url = URL.parse(text);
  if (url === null) throw refused("it is not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refused("use https, or http");
  if (url.username !== "" || url.password !== "") throw refused("leave out user and password");
  if (!allowPrivate) {
    const host = bareHost(url);
    const isLocal = host === "localhost" || host.endsWith(".localhost");
    if (isLocal || (isIP(host) !== 0 && isClosedAddress(host))) {
      throw refused("it points into a private network");
    }
  }
  return url;
}

/** The host without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.replaceAll(/^\[|\]$/g, "");
}

/**
 * Looks names up as usual and refuses those of closed addresses. The address that was checked is the
 * one that is connected to, so a name cannot change in between.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error !== null) callback(error, "");
    else if (first === undefined || addresses.some(({ address }) => isClosedAddress(address))) {
      const message = `${hostname} leads into a private network; give the webhook a public address`;
      callback(new Terminal("webhook-url-refused", message), "");
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function refused(why: string): WaybillError {
  return new WaybillError("webhook-url-refused", `This URL is not for webhooks: ${why}.`, {
    status: 422,
  });
}
