package dev.weir.gateway.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A file with one KEK in it, as text, that only its owner may read. */
public final class KekFile {

    private static final int LARGEST = 1_024;

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private KekFile() {}

    /**
     * Reads the KEK of a file.
     *
     * @throws VaultException where there is none, it is no KEK, or others may read or write it
     */
    public static LocalKek read(Path file, SecureRandom random) throws VaultException {
        try {
            check(file);
            if (Files.size(file) > LARGEST) {
                throw bad("the KEK file " + file + " is too large to be one", null);
            }
            byte[] bytes = Files.readAllBytes(file);
            try {
                return LocalKek.parse(
                        new String(bytes, StandardCharsets.ISO_8859_1),
                        "the KEK file " + file,
                        random);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (NoSuchFileException e) {
            throw bad("there is no KEK file " + file, e);
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw bad("the KEK file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void check(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!Files.isRegularFile(file)) {
            throw bad("the KEK file " + file + " is not a file", null);
        }
        if (!OWNER.containsAll(permissions)) {
            throw bad(
                    "others than its owner may use the KEK file "
                            + file
                            + " ("
                            + PosixFilePermissions.toString(permissions)
                            + "): run 'chmod 0400' on it, and consider the KEK known to them",
                    null);
        }
    }

    /** Writes a new file of mode 0400; it is on disk, with its name, when this returns. */
    static void write(Path file, LocalKek kek) throws VaultException {
        byte[] text = kek.text();
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            Files.deleteIfExists(draft);
            try (FileChannel channel =
                    FileChannel.open(
                            draft,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("r--------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(text);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw bad("there is a file " + file + " already", null);
            }
            move(draft, file);
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw bad("the KEK file " + file + " cannot be written: " + e.getMessage(), e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Moves a file over another one, durably. */
    static void move(Path from, Path to) throws IOException {
        Files.move(
                from,
                to,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path directory = to.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static VaultException bad(
            String message, @org.jspecify.annotations.Nullable Throwable cause) {
        return cause == null
                ? new VaultException(VaultException.Kind.KEK, message)
                : new VaultException(VaultException.Kind.KEK, message, cause);
    }
}
