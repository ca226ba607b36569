import { describe, expect, it } from '@jest/globals';
import { redisFailure } from './redis-failure.js';

describe('a failure of Redis', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'raise maxmemory'],
    ["READONLY You can't write against a read only replica.", 'it is a replica'],
    ['LOADING Redis is loading the dataset in memory', 'it loads its data'],
    ['MISCONF Redis is configured to save RDB snapshots, but …', 'cannot write to its disk'],
    ['NOREPLICAS Not enough good replicas to write.', 'too few of its replicas'],
    ['NOAUTH Authentication required.', 'give user and password'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'are not those of an account'],
    ["NOPERM this user has no permissions to run the 'config|get' command", 'Least rights'],
    [
      "ERR The user executing the script can't run this command or subcommand script: f, on @user_script:9.",
      'Least rights',
    ],
    ['BUSY Redis is busy running a script.', 'SCRIPT KILL'],
    ['CLUSTERDOWN Hash slot not served', 'goes on by itself'],
  ])('%s says what to do: %s', (message, remedy) => {
    const failure = new Error(message);
    const error = redisFailure(failure, null);
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', cause: failure });
    expect(error.message).toContain(message.replace(/\.$/, ''));
    expect(error.message).toContain(remedy);
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the name that is in it'],
    ['CERT_HAS_EXPIRED', 'renew it'],
  ])('of TLS, %s, says what to do', (code, remedy) => {
    const failure = Object.assign(new Error('no'), { code });
    expect(redisFailure(new Error('Connection is closed.'), failure).message).toContain(remedy);
  });

  it('without a connection is what stands in the way of one, where that is known', () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:6379');
    const closed = new Error('Connection is closed.');
    expect(redisFailure(closed, refused).message).toContain('ECONNREFUSED');
    expect(redisFailure(closed, null).message).toContain('Connection is closed. Check');
    expect(redisFailure(new Error('ERR syntax'), refused).message).toContain('ERR syntax');
  });
});
