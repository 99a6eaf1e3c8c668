package dev.weir.gateway.archive;

import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.exchange.BodyFacts;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/**
 * A body put together again while it is read, frame by frame. Each frame is checked when it is
 * fetched; the last read checks length and checksum of the whole.
 */
final class BodyStream extends InputStream {

    /** Frames this many ids ahead are fetched together, as the blocks of a conversation lie. */
    private static final int AHEAD = 1024;

    /** Where frames come from. */
    interface Frames {
        Frame holding(long id, long upTo) throws IOException;
    }

    private final Frames frames;
    private final Manifest manifest;
    private final BodyFacts facts;
    private final String name;
    private final CRC32C crc = new CRC32C();
    private long given;
    private int run;
    private int inRun;
    private byte[] block = new byte[0];
    private int at;
    private int end;
    private boolean over;

    BodyStream(Frames frames, Manifest manifest, BodyFacts facts, String name) {
        this.frames = frames;
        this.manifest = manifest;
        this.facts = facts;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == end) {
            if (!nextBlocks()) {
                return -1;
            }
        }
        int count = Math.min(length, end - at);
        System.arraycopy(block, at, to, offset, count);
        crc.update(to, offset, count);
        at += count;
        given += count;
        if (given > facts.kept()) {
            throw new ArchiveDamaged(name + " is longer than its record says");
        }
        return count;
    }

    /** Moves to the next blocks of one frame; false at the end, where the whole is checked. */
    private boolean nextBlocks() throws IOException {
        if (run == manifest.runs()) {
            if (!over) {
                check();
                over = true;
            }
            return false;
        }
        long id = manifest.first(run) + inRun;
        Frame frame = frames.holding(id, upTo(id));
        long last =
                Math.min(
                        manifest.first(run) + manifest.count(run) - 1,
                        frame.first() + frame.blocks() - 1);
        block = frame.raw();
        at = frame.start(id);
        end = frame.end(last);
        inRun += (int) (last - id) + 1;
        if (inRun == manifest.count(run)) {
            run++;
            inRun = 0;
        }
        return true;
    }

    private long upTo(long id) {
        long upTo = manifest.first(run) + manifest.count(run) - 1;
        for (int i = run + 1; i < manifest.runs() && manifest.first(i) > upTo; i++) {
            if (manifest.first(i) - id > AHEAD) {
                break;
            }
            upTo = manifest.first(i) + manifest.count(i) - 1;
        }
        return Math.min(upTo, id + AHEAD);
    }

    private void check() throws IOException {
        if (given != facts.kept()) {
            throw new ArchiveDamaged(
                    name + " has " + given + " bytes, its record says " + facts.kept());
        }
        if ((int) crc.getValue() != facts.crc32c()) {
            throw new ArchiveDamaged(name + " does not match its checksum");
        }
    }
}
