package dev.weir.gateway.spool;

import java.io.IOException;
import java.nio.file.Path;

/** What the spool asks of the file system; a port so that tests can let it fail. */
interface SpoolDisk {

    /**
     * Makes a file with room for all its bytes, filled with zeros, and maps it.
     *
     * @throws IOException where there is no room, or the disk fails; no file is left then
     */
    SegmentFile allocate(Path path, int bytes) throws IOException;

    /** Maps a file that is there. */
    SegmentFile open(Path path) throws IOException;

    /** Returns once these bytes of the segment are on the disk. */
    void force(SegmentFile segment, int from, int to) throws IOException;

    void delete(Path path) throws IOException;
}
