package dev.weir.gateway.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The real file system. */
final class FileDisk implements SpoolDisk {

    static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final int BLOCK = 1 << 20;

    /** Whether new files are forced to the disk, so that they are there after a power failure. */
    private final boolean forceNewFiles;

    FileDisk(boolean forceNewFiles) {
        this.forceNewFiles = forceNewFiles;
    }

    @Override
    public SegmentFile allocate(Path path, int bytes) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        OWNER_FILE)) {
            fill(channel, bytes);
            if (forceNewFiles) {
                channel.force(true);
                Path directory = path.toAbsolutePath().getParent();
                if (directory != null) {
                    forceDirectory(directory);
                }
            }
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
            SegmentFile segment = new SegmentFile(path, arena, memory);
            segment.touch();
            return segment;
        } catch (IOException | RuntimeException e) {
            arena.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void fill(FileChannel channel, int bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(BLOCK, bytes));
        for (int written = 0; written < bytes; ) {
            zeros.clear().limit(Math.min(zeros.capacity(), bytes - written));
            written += channel.write(zeros);
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public SegmentFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new IOException(path + " is no spool segment: it has " + size + " bytes");
            }
            return new SegmentFile(path, arena, channel.map(MapMode.READ_WRITE, 0, size, arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public void force(SegmentFile segment, int from, int to) throws IOException {
        try {
            segment.memory().asSlice(from, to - from).force();
        } catch (UncheckedIOException e) {
            throw new IOException("fsync failed: " + segment.path().getFileName(), e);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }
}
