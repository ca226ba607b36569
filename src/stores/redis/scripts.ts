import { SCHEMA } from '../state-schema.js';

/** Where the hashes of `HASH_TYPES` begin among the keys of a commit; see `ScopeKeys.forCommit`. */
const FIRST_TYPE = 7;
/** Arguments of one command inside a script: Lua unpacks no more than some thousands. */
const CHUNK = 1_000;
/** A checksum as sealed records have it, as a pattern of Lua. */
const HEX_8 = `(${'%x'.repeat(8)})`;

/**
 * Takes a scope. KEYS: meta, lease. ARGV: nonce, holder as JSON, now (ms), lease (ms).
 * Replies `OK epoch sequence`, or `HELD holder`, the milliseconds that the holder's lease has left beside it, or `SCHEMA` and the layout
 * of a scope that was written in another one.
 */
export const ACQUIRE = `
local stored = redis.call('HMGET', KEYS[1], 'nonce', 'epoch', 'sequence', 'holder', 'schema')
if stored[2] and stored[5] ~= '${SCHEMA}' then return {'SCHEMA', stored[5] or ''} end
local epoch, sequence = stored[2] or '0', stored[3] or '0'
if stored[1] ~= ARGV[1] then
  local owner = redis.call('GET', KEYS[2])
  if owner and owner ~= ARGV[1] then return {'HELD', stored[4] or '', tostring(redis.call('PTTL', KEYS[2]))} end
  epoch = string.format('%.0f', math.max(tonumber(epoch) + 1, tonumber(ARGV[3])))
  redis.call('HSET', KEYS[1], 'schema', '${SCHEMA}', 'nonce', ARGV[1], 'epoch', epoch, 'sequence', sequence, 'holder', ARGV[2])
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
return {'OK', epoch, sequence}
`;

/** Whether the scope is still held under this epoch: nil if it is, else what to answer; and the sequence that is stored. */
const FENCE = `
local function fence()
  local stored = redis.call('HMGET', KEYS[1], 'epoch', 'nonce', 'holder', 'sequence')
  if stored[1] == ARGV[1] and stored[2] == ARGV[2] then return nil, stored[4] end
  if tonumber(stored[1] or '0') < tonumber(ARGV[1]) then return {'LOST', stored[1] or '0'} end
  return {'FENCED', stored[3] or ''}
end
`;

/**
 * Takes a scope back that went back in time to before it was taken, if nobody else has it: an empty server is nobody's. Whoever held it
 * before might still be writing, so that an earlier holder's is not taken.
 */
const RETAKE = `
local function retake(holder)
  local stored = redis.call('HMGET', KEYS[1], 'epoch', 'nonce', 'sequence', 'schema')
  if stored[1] and stored[4] ~= '${SCHEMA}' then return false end
  if tonumber(stored[1] or '0') >= tonumber(ARGV[1]) then return false end
  if stored[2] and stored[2] ~= '' and stored[2] ~= ARGV[2] then return false end
  redis.call('HSET', KEYS[1], 'schema', '${SCHEMA}', 'nonce', ARGV[2], 'epoch', ARGV[1], 'sequence', stored[3] or '0', 'holder', holder)
  return true
end
`;

/**
 * The totals of types of records (see `ScopeStore.sums`): `change(hash, count, sum)` notes what comes and goes, `withdraw(hash, fields)`
 * that these fields are about to be overwritten or deleted, and `writeTotals(fields)` writes all in the end, with other fields of meta. KEYS:
 * meta first.
 */
const TOTALS = `
local totals = {}
local match, tonumber = string.match, tonumber
local function checksumOf(sealed)
  local hex = match(sealed, '^1:${HEX_8}:') or match(sealed, '^1/[%w_-]+:${HEX_8}:')
  return hex and tonumber(hex, 16) or 0
end
local function setTotal(name, stored)
  local count, sum = match(stored, '^(-?%d+):(%d+)$')
  totals[name] = {tonumber(count or 0), tonumber(sum or 0)}
end
local function change(hash, count, sum)
  local name = match(hash, '[^:]+$')
  if not totals[name] then setTotal(name, redis.call('HGET', KEYS[1], 'total:' .. name) or '') end
  local total = totals[name]
  total[1] = total[1] + count
  total[2] = total[2] + sum
end
local function withdraw(hash, fields)
  local count, sum = 0, 0
  for _, sealed in ipairs(redis.call('HMGET', hash, unpack(fields))) do
    if sealed then
      count = count + 1
      sum = sum + checksumOf(sealed)
    end
  end
  change(hash, -count, -sum)
end
local function writeTotals(fields)
  for name, total in pairs(totals) do
    fields[#fields + 1] = 'total:' .. name
    fields[#fields + 1] = string.format('%.0f:%.0f', total[1], total[2] % 4294967296)
  end
  if #fields > 0 then redis.call('HSET', KEYS[1], unpack(fields)) end
end
`;

/**
 * Commits a batch. KEYS: see `ScopeKeys.forCommit`. ARGV: epoch, nonce, sequence, lease (ms), holder as JSON, then the operations:
 * `recount type total` (before all others), `archive key value at checksum count member*`, `put hash sum count (field value)*`,
 * `delete hash sum count field*`. `hash` counts from the first of `HASH_TYPES`; no field comes twice. The sum is that of the checksums of
 * the values, `-` for a type that is not summed; with `delete` it says only whether the type is.
 */
export const COMMIT = `
${FENCE}
${RETAKE}
${TOTALS}
local fenced, stored = fence()
if fenced then
  if not retake(ARGV[5]) then return fenced end
  stored = redis.call('HGET', KEYS[1], 'sequence')
end
local sequence, wanted = tonumber(stored), tonumber(ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4])
if wanted <= sequence then return {'DUP', stored} end
if wanted > sequence + 1 then return {'GAP', stored} end
for at = 3, #KEYS do
  local found = redis.call('TYPE', KEYS[at])['ok']
  local expected = (at == 5 or at == 6) and 'zset' or 'hash'
  if found ~= 'none' and found ~= expected then return {'BAD', KEYS[at] .. ' is a ' .. found .. ', not a ' .. expected} end
end
local function inChunks(command, key, first, last)
  for from = first, last, ${CHUNK} do
    redis.call(command, key, unpack(ARGV, from, math.min(from + ${CHUNK} - 1, last)))
  end
end
local function withdrawInChunks(hash, first, last, step)
  local fields = {}
  for at = first, last, step do
    fields[#fields + 1] = ARGV[at]
    if #fields == ${CHUNK} or at + step > last then
      withdraw(hash, fields)
      fields = {}
    end
  end
end
local function unindex(key)
  local members = redis.call('HGET', KEYS[4], key)
  if members then redis.call('ZREM', KEYS[5], unpack(cmsgpack.unpack(members))) end
end
local at = 6
while at <= #ARGV do
  local operation = ARGV[at]
  if operation == 'recount' then
    setTotal(ARGV[at + 1], ARGV[at + 2])
    at = at + 3
  elseif operation == 'archive' then
    local key, count = ARGV[at + 1], tonumber(ARGV[at + 5])
    local members, first, last = {}, at + 6, at + 5 + count
    withdraw(KEYS[3], {key})
    change(KEYS[3], 1, tonumber(ARGV[at + 4]))
    unindex(key)
    redis.call('HSET', KEYS[3], key, ARGV[at + 2])
    redis.call('ZADD', KEYS[6], ARGV[at + 3], key)
    for member = first, last do
      members[#members + 1] = ARGV[member]
      redis.call('ZADD', KEYS[5], 0, ARGV[member])
    end
    redis.call('HDEL', KEYS[4], key)
    if count > 0 then redis.call('HSET', KEYS[4], key, cmsgpack.pack(members)) end
    at = last + 1
  else
    local hash, sum, count = KEYS[${FIRST_TYPE} + tonumber(ARGV[at + 1])], ARGV[at + 2], tonumber(ARGV[at + 3])
    local isPut = operation == 'put'
    local step = isPut and 2 or 1
    local first = at + 4
    local last = first + count * step - 1
    if sum ~= '-' then
      withdrawInChunks(hash, first, last, step)
      if isPut then change(hash, count, tonumber(sum)) end
    end
    inChunks(isPut and 'HSET' or 'HDEL', hash, first, last)
    at = last + 1
  end
end
writeTotals({'sequence', ARGV[3]})
return {'OK', ARGV[3]}
`;

/** Renews the lease. KEYS: meta, lease. ARGV: epoch, nonce, lease (ms). */
export const RENEW = `
${FENCE}
local fenced = fence()
if fenced then return fenced end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return {'OK'}
`;

/** Gives a scope back. KEYS: meta, lease. ARGV: epoch, nonce. */
export const RELEASE = `
${FENCE}
local fenced = fence()
if fenced then return fenced end
redis.call('HSET', KEYS[1], 'nonce', '', 'holder', '')
redis.call('DEL', KEYS[2])
return {'OK'}
`;

/** Removes old history. KEYS: meta, history, members, index, at. ARGV: epoch, nonce, before (ms), limit. Replies how many. */
export const TRIM = `
${FENCE}
${TOTALS}
if fence() then return 0 end
local keys = redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', '(' .. ARGV[3], 'LIMIT', 0, ARGV[4])
for _, key in ipairs(keys) do
  withdraw(KEYS[2], {key})
  local members = redis.call('HGET', KEYS[3], key)
  if members then redis.call('ZREM', KEYS[4], unpack(cmsgpack.unpack(members))) end
  redis.call('HDEL', KEYS[3], key)
  redis.call('HDEL', KEYS[2], key)
  redis.call('ZREM', KEYS[5], key)
end
writeTotals({})
return #keys
`;

/**
 * A step of a scan for checksums, so that records need not be transferred for them. KEYS: a hash of sealed records. ARGV: cursor, count.
 * Replies the next cursor, then fields, each followed by its checksum.
 */
export const SCAN_CHECKSUMS = `
${TOTALS}
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local reply, fields = {page[1]}, page[2]
for at = 1, #fields, 2 do
  reply[#reply + 1] = fields[at]
  reply[#reply + 1] = tostring(checksumOf(fields[at + 1]))
end
return reply
`;

/** Which server has the keys: it has another name after each start. KEYS: meta, for a Cluster to find the server by. */
export const NAME_SERVER = `
return {string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')}
`;
