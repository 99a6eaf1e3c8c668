package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Turns bodies into manifests: request bodies by blocks, what is known already by reference;
 * answers in pieces, each kept as it is. Bodies longer than a window are taken window by window.
 * For the writer's thread.
 */
final class BodyWriter {

    /**
     * What became of a body.
     *
     * @param kept how many bytes there were
     */
    record Written(Manifest manifest, long kept, int crc32c, TopMembers members) {

        static final Written NOTHING = new Written(new Manifest(), 0, 0, TopMembers.NONE);
    }

    private static final int WINDOW = 16 * 1024 * 1024;
    private static final int PIECE = 64 * 1024;

    /** A beginning conversation with so little that is new shares its frame with others. */
    private static final int LITTLE = 16 * 1024;

    private final FrameWriter frames;
    private final BlockIndex index;
    private final Conversations conversations;
    private final Lane.Stripes stripes;
    private final Fallbacks fallbacks;
    private final MessageDigest sha256 = Pack.sha256();
    private final byte[] digest = new byte[32];
    private final Pack requests = new Pack(Kind.REQUEST);
    private final Pack shared = new Pack(Kind.REQUEST);
    private final Lane sharedLane;
    private final Pack responses = new Pack(Kind.RESPONSE);
    private final Lane responseLane;
    private final int window;

    BodyWriter(
            FrameWriter frames,
            BlockIndex index,
            Conversations conversations,
            Lane.Stripes stripes,
            Fallbacks fallbacks,
            int window) {
        this.frames = frames;
        this.index = index;
        this.conversations = conversations;
        this.stripes = stripes;
        this.fallbacks = fallbacks;
        this.responseLane = new Lane(stripes);
        this.sharedLane = new Lane(stripes);
        this.window = window;
    }

    BodyWriter(
            FrameWriter frames,
            BlockIndex index,
            Conversations conversations,
            Lane.Stripes stripes,
            Fallbacks fallbacks) {
        this(frames, index, conversations, stripes, fallbacks, WINDOW);
    }

    /** A request body, cut into blocks. */
    Written request(List<ByteBuffer> pieces, long length) throws SQLException {
        if (length == 0) {
            return Written.NOTHING;
        }
        if (length > window) {
            return longRequest(pieces, length);
        }
        return request(join(pieces, (int) length));
    }

    private Written request(byte[] body) throws SQLException {
        Conversations.Digest digestOfBody = Conversations.Digest.of(body);
        Conversations.Latest latest = conversations.find(digestOfBody);
        BlockCutter.@Nullable Incremental cut =
                fallbacks.<BlockCutter.@Nullable Incremental>attempt(
                        Fallbacks.Step.CUT,
                        () ->
                                latest == null
                                        ? BlockCutter.Incremental.whole(BlockCutter.cut(body))
                                        : BlockCutter.cut(body, latest.body(), latest.cuts()),
                        () -> null);
        if (cut == null) {
            return pieces(List.of(ByteBuffer.wrap(body)), body.length);
        }
        Cuts cuts = cut.cuts();
        if (latest != null && cuts == latest.cuts()) {
            return written(body, cuts, latest.ids(), digestOfBody.crc32c());
        }
        long[] ids = new long[cuts.size()];
        int same = cut.sameAtStart();
        int tail = cut.sameAtEnd();
        if (latest != null) {
            System.arraycopy(latest.ids(), 0, ids, 0, same);
            System.arraycopy(
                    latest.ids(), latest.ids().length - tail, ids, ids.length - tail, tail);
        }
        // A body that leaves out much of the one before is another conversation's.
        if (latest != null && cut.commonBytes() >= latest.body().length / 4 * 3) {
            store(body, cuts, ids, same, ids.length - tail, latest.lane());
            conversations.replace(latest, body, digestOfBody, cuts, ids);
        } else {
            Lane lane = new Lane(stripes);
            storeBeginning(body, cuts, ids, same, ids.length - tail, lane);
            conversations.begin(body, digestOfBody, cuts, ids, lane);
        }
        return written(body, cuts, ids, digestOfBody.crc32c());
    }

    private Written written(byte[] body, Cuts cuts, long[] ids, int crc) {
        Manifest manifest = new Manifest();
        for (long id : ids) {
            manifest.add(id);
        }
        return new Written(manifest, body.length, crc, members(body, body.length, cuts));
    }

    private TopMembers members(byte[] body, int length, Cuts cuts) {
        return fallbacks.attempt(
                Fallbacks.Step.DERIVE,
                () -> TopMembers.of(body, length, cuts),
                () -> TopMembers.NONE);
    }

    private Written longRequest(List<ByteBuffer> pieces, long length) throws SQLException {
        Windows windows = new Windows(pieces, window);
        CRC32C crc = new CRC32C();
        Lane lane = new Lane(stripes);
        Manifest manifest = new Manifest();
        TopMembers members = TopMembers.NONE;
        int held = 0;
        int state = 0;
        long done = 0;
        byte[] part = new byte[window];
        while (true) {
            int added = windows.read(part, held);
            crc.update(part, held, added);
            done += added;
            int filled = held + added;
            boolean first = manifest.runs() == 0;
            if (first) {
                state = BlockCutter.firstState(part, filled, length);
            }
            boolean last = done >= length || added == 0;
            int stateBefore = state;
            Cuts cuts =
                    fallbacks.attempt(
                            Fallbacks.Step.CUT,
                            () -> BlockCutter.cutPart(part, filled, stateBefore, last),
                            () -> Cuts.pieces(filled, PIECE, stateBefore));
            if (first) {
                members = members(part, filled, cuts);
            }
            long[] ids = new long[cuts.size()];
            store(part, cuts, ids, 0, cuts.size(), lane);
            for (long id : ids) {
                manifest.add(id);
            }
            if (last) {
                return new Written(manifest, done, (int) crc.getValue(), members);
            }
            int used = cuts.start(cuts.size());
            state = cuts.stateAtStart(cuts.size());
            held = filled - used;
            System.arraycopy(part, used, part, 0, held);
        }
    }

    /**
     * Stores the blocks of a body that begins a conversation. Many conversations never go on: where
     * there is little, a frame of its own would cost more than it holds.
     */
    private void storeBeginning(byte[] body, Cuts cuts, long[] ids, int from, int to, Lane lane)
            throws SQLException {
        if (from < to && cuts.end(to - 1) - cuts.start(from) <= LITTLE) {
            store(body, cuts, ids, from, to, sharedLane, shared);
        } else {
            store(body, cuts, ids, from, to, lane);
        }
    }

    /** Finds or adds the blocks of a part of a body, and closes their frame. */
    private void store(byte[] body, Cuts cuts, long[] ids, int from, int to, Lane lane)
            throws SQLException {
        store(body, cuts, ids, from, to, lane, requests);
        close(requests);
    }

    private void store(byte[] body, Cuts cuts, long[] ids, int from, int to, Lane lane, Pack pack)
            throws SQLException {
        for (int block = from; block < to; block++) {
            int start = cuts.start(block);
            int length = cuts.end(block) - start;
            BlockHash hash = hash(body, start, length);
            long id = lane.peek();
            long known = index.findOrAdd(hash, id);
            ids[block] = known;
            if (known != id) {
                continue;
            }
            if (pack.refuses(id, length)) {
                close(pack);
            }
            pack.add(lane.take(), body, start, length);
            pack.hashes.bytes(digest, 0, Pack.HASH);
        }
    }

    private BlockHash hash(byte[] body, int offset, int length) {
        sha256.update(body, offset, length);
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 has 32 bytes", e);
        }
        return BlockHash.read(digest, 0);
    }

    /** A body as it is, in pieces that share a frame with those of others in the same commit. */
    Written pieces(List<ByteBuffer> pieces, long length) throws SQLException {
        if (length == 0) {
            return Written.NOTHING;
        }
        Windows windows = new Windows(pieces, PIECE);
        CRC32C crc = new CRC32C();
        Manifest manifest = new Manifest();
        byte[] piece = new byte[(int) Math.min(length, PIECE)];
        long done = 0;
        for (int read = windows.read(piece, 0); read > 0; read = windows.read(piece, 0)) {
            crc.update(piece, 0, read);
            done += read;
            long id = responseLane.peek();
            if (responses.refuses(id, read)) {
                frames.write(responses);
            }
            responses.add(responseLane.take(), piece, 0, read);
            manifest.add(id);
        }
        return new Written(manifest, done, (int) crc.getValue(), TopMembers.NONE);
    }

    /** Writes what waits for its frame to fill. */
    void flush() throws SQLException {
        close(requests);
        close(shared);
        frames.write(responses);
    }

    private void close(Pack pack) throws SQLException {
        if (!pack.isEmpty()) {
            index.frame(pack.first());
            frames.write(pack);
        }
    }

    /** Forgets what was not written. */
    void clear() {
        requests.clear();
        shared.clear();
        responses.clear();
    }

    private static byte[] join(List<ByteBuffer> pieces, int length) {
        byte[] body = new byte[length];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            int count = Math.min(piece.remaining(), length - at);
            piece.get(piece.position(), body, at, count);
            at += count;
        }
        if (at != length) {
            throw new IllegalStateException("a body of " + length + " bytes has only " + at);
        }
        return body;
    }

    /** Reads buffers one after the other without moving their positions. */
    private static final class Windows {
        private final List<ByteBuffer> pieces;
        private final int most;
        private int piece;
        private int offset;

        Windows(List<ByteBuffer> pieces, int most) {
            this.pieces = pieces;
            this.most = most;
        }

        /** Fills the array from a place on; the number of bytes, 0 at the end. */
        int read(byte[] to, int from) {
            int limit = Math.min(most, to.length);
            int at = from;
            while (at < limit && piece < pieces.size()) {
                ByteBuffer buffer = pieces.get(piece);
                int left = buffer.remaining() - offset;
                if (left == 0) {
                    piece++;
                    offset = 0;
                    continue;
                }
                int count = Math.min(left, limit - at);
                buffer.get(buffer.position() + offset, to, at, count);
                offset += count;
                at += count;
            }
            return at - from;
        }
    }
}
