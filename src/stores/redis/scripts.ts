/** Where the hashes of live types begin among the keys of a commit; see `ScopeKeys.forCommit`. */
const FIRST_TYPE = 7;
/** Arguments of one command inside a script: Lua unpacks no more than some thousands. */
const CHUNK = 1_000;

/**
 * Takes a scope. KEYS: meta, lease. ARGV: nonce, holder as JSON, now (ms), lease (ms).
 * Replies `OK epoch sequence`, or `HELD holder`, the milliseconds that the holder's lease has left beside it.
 */
export const ACQUIRE = `
local stored = redis.call('HMGET', KEYS[1], 'nonce', 'epoch', 'sequence', 'holder')
local epoch, sequence = stored[2] or '0', stored[3] or '0'
if stored[1] ~= ARGV[1] then
  local owner = redis.call('GET', KEYS[2])
  if owner and owner ~= ARGV[1] then return {'HELD', stored[4] or '', tostring(redis.call('PTTL', KEYS[2]))} end
  epoch = string.format('%.0f', math.max(tonumber(epoch) + 1, tonumber(ARGV[3])))
  redis.call('HSET', KEYS[1], 'schema', '1', 'nonce', ARGV[1], 'epoch', epoch, 'sequence', sequence, 'holder', ARGV[2])
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
return {'OK', epoch, sequence}
`;

/** Whether the scope is still held under this epoch: nil if it is, else what to answer. */
const FENCE = `
local function fence()
  local stored = redis.call('HMGET', KEYS[1], 'epoch', 'nonce', 'holder')
  if stored[1] == ARGV[1] and stored[2] == ARGV[2] then return nil end
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
  local stored = redis.call('HMGET', KEYS[1], 'epoch', 'nonce', 'sequence')
  if tonumber(stored[1] or '0') >= tonumber(ARGV[1]) then return false end
  if stored[2] and stored[2] ~= '' and stored[2] ~= ARGV[2] then return false end
  redis.call('HSET', KEYS[1], 'schema', '1', 'nonce', ARGV[2], 'epoch', ARGV[1], 'sequence', stored[3] or '0', 'holder', holder)
  return true
end
`;

/**
 * Commits a batch. KEYS: see \`ScopeKeys.forCommit\`. ARGV: epoch, nonce, sequence, lease (ms), holder as JSON, then the operations:
 * \`put hash count (field value)*\`, \`delete hash count field*\`, \`archive key value at count member*\`.
 */
export const COMMIT = `
${FENCE}
${RETAKE}
local fenced = fence()
if fenced and not retake(ARGV[5]) then return fenced end
local stored = redis.call('HGET', KEYS[1], 'sequence')
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
local function unindex(key)
  local members = redis.call('HGET', KEYS[4], key)
  if members then redis.call('ZREM', KEYS[5], unpack(cmsgpack.unpack(members))) end
end
local at = 6
while at <= #ARGV do
  local operation = ARGV[at]
  if operation == 'archive' then
    local key, count = ARGV[at + 1], tonumber(ARGV[at + 4])
    local members, first, last = {}, at + 5, at + 4 + count
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
    local hash, count = KEYS[${FIRST_TYPE} + tonumber(ARGV[at + 1])], tonumber(ARGV[at + 2])
    local isPut = operation == 'put'
    local first = at + 3
    local last = first + count * (isPut and 2 or 1) - 1
    inChunks(isPut and 'HSET' or 'HDEL', hash, first, last)
    at = last + 1
  end
end
redis.call('HSET', KEYS[1], 'sequence', ARGV[3])
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
if fence() then return 0 end
local keys = redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', '(' .. ARGV[3], 'LIMIT', 0, ARGV[4])
for _, key in ipairs(keys) do
  local members = redis.call('HGET', KEYS[3], key)
  if members then redis.call('ZREM', KEYS[4], unpack(cmsgpack.unpack(members))) end
  redis.call('HDEL', KEYS[3], key)
  redis.call('HDEL', KEYS[2], key)
  redis.call('ZREM', KEYS[5], key)
end
return #keys
`;

/** Which server has the keys: it has another name after each start. KEYS: meta, for a Cluster to find the server by. */
export const NAME_SERVER = `
return {string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')}
`;
