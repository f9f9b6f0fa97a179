/**
 * For a shell in a container: writes data of several kinds into `/data` once, then says the sum of all that is there.
 *
 * A large file and a link to it, one with holes, many small ones, rights and times.
 */
export const writeAndTell =
	"cd /data; [ -f mark ] || { dd if=/dev/urandom of=large bs=64k count=24 2>/dev/null; mkdir -p many/deep; truncate -s 2M holes; " +
	"echo end >> holes; for i in $(seq 1 80); do echo $i > many/f$i; done; ln large many/deep/again; ln -s ../large many/to; chmod 640 many/f1; " +
	"touch -d '2001-02-03 04:05:06' many/f2; cat /proc/sys/kernel/random/uuid > new; sync; mv new mark; sync; }; " +
	"{ find . -type f -exec sha256sum {} + | sort; find . ! -name . -exec stat -c '%n %a %u %g %h %s %Y %F %N' {} + | sort; } | sha256sum; exec sleep 2147483";

/** The sum, in what the shell has printed. */
export const toldSum = (log: string): string | null => /[\da-f]{64}/.exec(log)?.[0] ?? null;
