package dev.weir.gateway.spool;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds what an earlier process left: every exchange that was not acknowledged, finished or not.
 * What cannot be read is set aside, counted and logged, never thrown away.
 */
final class Recovery {

    /** What the names of segments end with. */
    static final String SUFFIX = ".spool";

    /** What is added to the name of a segment whose header cannot be read. */
    static final String ASIDE = ".damaged";

    private static final System.Logger LOG = System.getLogger("weir.spool");

    /** A segment with the header that was found in it. */
    private record Found(SegmentFile file, SegmentHeader header) {}

    /**
     * What was found.
     *
     * @param exchanges oldest first
     * @param segments that hold them
     * @param counter above every number used in the directory
     * @param damaged places that could not be read
     */
    record Result(
            List<ExchangeTrail> exchanges, List<SegmentFile> segments, long counter, int damaged) {}

    private final SpoolDisk disk;
    private final List<ExchangeTrail> exchanges = new ArrayList<>();
    private final List<SegmentFile> segments = new ArrayList<>();
    private long counter = 1;
    private int damaged;
    private boolean headerLost;

    private Recovery(SpoolDisk disk) {
        this.disk = disk;
    }

    /**
     * Reads all segments of a directory that nobody else uses.
     *
     * @throws IOException where the directory or a file cannot be read, or a segment is of a newer
     *     format
     */
    static Result run(Path directory, SpoolDisk disk) throws IOException {
        Recovery recovery = new Recovery(disk);
        for (List<Found> ofWriter : recovery.find(directory).values()) {
            ofWriter.sort(Comparator.comparingLong(found -> found.header().index()));
            recovery.read(ofWriter);
        }
        recovery.exchanges.sort(Comparator.comparingLong(Recovery::startedAt));
        return new Result(
                recovery.exchanges, recovery.segments, recovery.counter, recovery.damaged);
    }

    /** The segments in the directory, in the order of their names. */
    static List<Path> files(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            files.forEach(paths::add);
        }
        paths.sort(Comparator.naturalOrder());
        return paths;
    }

    private static long startedAt(ExchangeTrail trail) {
        int at = trail.offset(0) + RecordLayout.HEADER + 2 * Long.BYTES;
        return at + Long.BYTES <= trail.bytes(0).capacity() ? trail.bytes(0).getLong(at) : 0;
    }

    private Map<Long, List<Found>> find(Path directory) throws IOException {
        Map<Long, List<Found>> byWriter = new TreeMap<>();
        for (Path path : files(directory)) {
            counter = Math.max(counter, numberOf(path) + 1);
            if (Files.size(path) == 0) {
                disk.delete(path);
                continue;
            }
            SegmentFile file = disk.open(path);
            SegmentHeader header = SegmentHeader.read(file.bytes());
            if (header != null) {
                checkVersion(file);
                counter = Math.max(counter, Math.max(header.epoch(), header.writer()) + 1);
                file.mask(RecordLayout.mask(header.epoch()));
                byWriter.computeIfAbsent(header.writer(), _ -> new ArrayList<>())
                        .add(new Found(file, header));
            } else {
                unreadable(file);
            }
        }
        return byWriter;
    }

    private static void checkVersion(SegmentFile file) throws IOException {
        int version = SegmentHeader.version(file.bytes());
        if (version != SegmentHeader.VERSION) {
            file.close();
            throw new IOException(
                    file.path()
                            + " has version "
                            + version
                            + " of the spool format, this program knows version "
                            + SegmentHeader.VERSION);
        }
    }

    /** A file that was never used goes, one with something in it is kept aside. */
    private void unreadable(SegmentFile file) throws IOException {
        boolean blank = SegmentHeader.blank(file.bytes()) && allZero(file);
        file.close();
        if (blank) {
            disk.delete(file.path());
            return;
        }
        damaged++;
        headerLost = true;
        LOG.log(Level.ERROR, "spool segment {0} has no readable header", file.path().getFileName());
        setAside(file.path());
    }

    /** Unmaps and deletes a segment that nobody needs, or keeps it where it is damaged. */
    static void discard(SegmentFile file, SpoolDisk disk) throws IOException {
        file.close();
        if (file.damaged()) {
            setAside(file.path());
        } else {
            disk.delete(file.path());
        }
    }

    /** Renames it, so that no start reads it again. */
    private static void setAside(Path path) throws IOException {
        String name = path.getFileName() + ASIDE;
        Path aside = path.resolveSibling(name);
        for (int i = 2; Files.exists(aside); i++) {
            aside = path.resolveSibling(name + "." + i);
        }
        Files.move(path, aside);
        LOG.log(Level.WARNING, "a damaged spool segment was kept as {0}", aside);
    }

    private static boolean allZero(SegmentFile file) {
        return file.memory()
                        .mismatch(
                                java.lang.foreign.MemorySegment.ofBuffer(
                                        java.nio.ByteBuffer.allocate(file.size())
                                                .order(ByteOrder.LITTLE_ENDIAN)))
                < 0;
    }

    private static long numberOf(Path path) {
        String name = path.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()), 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void read(List<Found> ofWriter) throws IOException {
        TrailAssembler trails = new TrailAssembler();
        boolean writerDamaged = headerLost;
        List<ExchangeTrail> finished = new ArrayList<>();
        Found last = lastUsed(ofWriter);
        for (Found found : ofWriter) {
            SegmentFile file = found.file();
            RecordScanner records = new RecordScanner(file.bytes(), file.mask());
            while (records.advance()) {
                if (records.type() == RecordType.OPENING && records.acknowledged()) {
                    continue;
                }
                ExchangeTrail trail =
                        trails.add(
                                file,
                                records.offset(),
                                records.type(),
                                records.number(),
                                records.sequence());
                if (trail != null) {
                    finished.add(trail);
                }
            }
            boolean shouldBeLeft = found.header().index() < last.header().index();
            if (found.header().bytes() != file.size()
                    || records.end() == RecordScanner.End.DAMAGED
                    || shouldBeLeft && records.end() != RecordScanner.End.LEFT) {
                writerDamaged = true;
                damaged++;
                file.markDamaged();
                LOG.log(
                        Level.ERROR,
                        "spool segment {0} is damaged at byte {1}",
                        file.path().getFileName(),
                        records.offset());
            }
        }
        finished.addAll(trails.open());
        for (ExchangeTrail trail : finished) {
            trail.recover(writerDamaged);
            exchanges.add(trail);
        }
        keep(ofWriter);
    }

    /** The segment where the writer stopped: one may be ready after it, without a record. */
    private static Found lastUsed(List<Found> ofWriter) {
        for (Found found : ofWriter.reversed()) {
            if (!RecordLayout.unused(found.file().bytes())) {
                return found;
            }
        }
        return ofWriter.getFirst();
    }

    /** Segments with exchanges in them stay until these are acknowledged. */
    private void keep(List<Found> ofWriter) throws IOException {
        for (Found found : ofWriter) {
            SegmentFile file = found.file();
            if (file.drain()) {
                discard(file, disk);
            } else {
                segments.add(file);
            }
        }
    }
}
