import { script } from "./redis-client.ts";

/**
 * `top`: the position up to which a stream of ours has been written. Whatever else stands at its end (ids by
 * the clock are far above any position, and would make every further event of ours "smaller") is moved
 * aside, and the stream's last id set back. `nil` when there is more of that than one call should take.
 */
const top = `
local function id(position) return string.format('%.0f-0', position) end

local function ours(entry)
  local fields = entry[2]
  local digits = string.match(entry[1], '^(%d+)%-0$')
  if not digits or #fields ~= 2 or fields[1] ~= 'event' then return nil end
  if not string.find(fields[2], '"position":"' .. digits .. '"', 1, true) then return nil end
  return tonumber(digits)
end

local function top(stream, aside)
  if redis.call('EXISTS', stream) == 0 then return 0 end
  local moved, found = 0, nil
  while true do
    local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
    if not last then break end
    found = ours(last)
    if found then break end
    if moved == 1000 then return nil end
    local excerpt = string.sub(table.concat(last[2], ' '), 1, 1000)
    redis.call('XADD', aside, 'MAXLEN', '~', 1000, '*', 'id', last[1], 'excerpt', excerpt)
    redis.call('XDEL', stream, last[1])
    moved = moved + 1
  end
  local info = redis.call('XINFO', 'STREAM', stream)
  local last, added, length
  for index = 1, #info, 2 do
    if info[index] == 'last-generated-id' then last = info[index + 1] end
    if info[index] == 'entries-added' then added = info[index + 1] end
    if info[index] == 'length' then length = info[index + 1] end
  end
  if found and last == id(found) then return found end
  -- Emptied by somebody who trimmed it: its last id is still that of the last event.
  if not found and moved == 0 and string.match(last, '%-0$') and tonumber(string.sub(last, 1, -3)) < 1e12 then
    return tonumber(string.sub(last, 1, -3))
  end
  redis.call('XSETID', stream, id(found or 0), 'ENTRIESADDED', math.max(length, added - moved), 'MAXDELETEDID', '0-0')
  return found or 0
end
`;

/**
 * Adds events to one stream, up to the first that Redis does not take, so that no gap can arise. Each says what
 * stands before it, as another attribute of the CloudEvent, so that readers notice what went away later.
 * Keys: the stream, and where foreign entries go. Arguments: the position that was last acknowledged, then
 * position and event of each. Answers `more` (to be called again), `lost` with the position that is
 * there, `failed` with the error, or `ok`.
 */
export const appendScript = script(`${top}
local reached = top(KEYS[1], KEYS[2])
if not reached then return {'more'} end
if reached < tonumber(ARGV[1]) then return {'lost', reached} end
for index = 2, #ARGV, 2 do
  local position = tonumber(ARGV[index])
  if position > reached then
    local event = string.format('{"previous":"%.0f",', reached) .. string.sub(ARGV[index + 1], 2)
    local added = redis.pcall('XADD', KEYS[1], ARGV[index] .. '-0', 'event', event)
    if type(added) == 'table' and added.err then return {'failed', added.err} end
    reached = position
  end
end
return {'ok', reached}
`);

/**
 * Compares the streams of one partition with what was acknowledged, and only when nothing is missing writes
 * down up to where the partition was published: whatever is lost later, either this mark is lost
 * with it, or a stream ends before what was seen. Keys: the mark, then stream and foreign stream of each. Arguments: the
 * position for the mark, or nothing to leave it, then what was seen of each stream. Answers the mark that
 * was there and how far each stream reaches; -1 where the script has to be called again.
 */
export const compareScript = script(`${top}
local answer = {redis.call('GET', KEYS[1]) or '0'}
local complete = true
for index = 2, #KEYS, 2 do
  local reached = top(KEYS[index], KEYS[index + 1]) or -1
  if reached < tonumber(ARGV[index / 2 + 1]) then complete = false end
  answer[#answer + 1] = reached
end
if complete and ARGV[1] ~= '' and ARGV[1] ~= answer[1] then redis.call('SET', KEYS[1], ARGV[1]) end
return answer
`);
