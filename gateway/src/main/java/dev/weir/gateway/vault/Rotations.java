package dev.weir.gateway.vault;

import dev.weir.core.vault.KekCheck;
import dev.weir.core.vault.KeyRef;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Rotation;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.SealedKeys.Row;
import dev.weir.core.vault.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Rotation: every data key is wrapped by the current KEK or, where that is asked for, every key is
 * encrypted again with a new data key. Calls, additions and changes go on meanwhile.
 *
 * <p>{@link #begin} notes in the store what is to be done, {@link #run} does it. A run that ends in
 * the middle, by a kill, a full disk or a key service that is away, is taken up by the next {@code
 * run}, in this process or another. Until everything is done the old KEK stays readable.
 */
public final class Rotations {

    private static final int PAGE = 50;

    /** Rows that others wrapped with an old KEK while a pass ran are found by the next one. */
    private static final int PASSES = 5;

    private static final int TRIES = 8;

    private final Vault vault;
    private final SealedKeys store;
    private final KekSource source;
    private final SecureRandom random;

    Rotations(Vault vault, SealedKeys store, KekSource source, SecureRandom random) {
        this.vault = vault;
        this.store = store;
        this.source = source;
        this.random = random;
    }

    /**
     * How a run came out.
     *
     * @param rotation how far it is
     * @param ended false where it was stopped, and a next run goes on
     * @param oldKekNeeded true where something is still wrapped by a previous KEK that could not be
     *     opened: that KEK is kept
     */
    public record Result(Rotation rotation, boolean ended, boolean oldKekNeeded) {}

    /**
     * Notes a rotation.
     *
     * @param newKek true to make a new KEK, where Weir keeps it itself; false where a new one was
     *     configured, or only data keys are to be new
     * @param newDataKeys true to encrypt every key again
     * @throws VaultException {@code ROTATING} where one has begun and not ended; {@code KEK} where
     *     Weir does not make the KEK
     */
    public Rotation begin(boolean newKek, boolean newDataKeys, Instant now) throws IOException {
        lock();
        try {
            if (store.rotation().isPresent()) {
                throw new VaultException(
                        VaultException.Kind.ROTATING, "a rotation has begun and not ended");
            }
            if (newKek) {
                vault.use(source.renew());
            }
            Rotation rotation = new Rotation(now, newDataKeys, null, 0, 0);
            store.rotation(rotation);
            return rotation;
        } finally {
            unlock();
        }
    }

    /** The rotation that has begun and not ended. */
    public Optional<Rotation> pending() throws IOException {
        return store.rotation();
    }

    /**
     * True where there is something to do for {@link #run}: a rotation has not ended, or a KEK
     * other than the current one is in use.
     */
    public boolean isDue() throws IOException {
        return store.rotation().isPresent() || store.checks().size() > 1;
    }

    /**
     * Does what is to be done, from where the last run ended; returns when it is all done, or the
     * progress says stop.
     *
     * @param now for a rotation that is due but was not noted
     * @param goOn hears how far it is after each key; false stops
     * @throws VaultException {@code ROTATING} where another thread runs it
     */
    public Result run(Instant now, Predicate<Rotation> goOn) throws IOException {
        lock();
        try {
            vault.prove();
            Rotation rotation = store.rotation().orElse(new Rotation(now, false, null, 0, 0));
            store.rotation(rotation);
            for (int pass = 0; pass < PASSES; pass++) {
                Pass done = pass(rotation, pass > 0, goOn);
                rotation = done.rotation();
                if (done.stopped()) {
                    return new Result(rotation, false, true);
                }
                if (pass > 0 && !done.found()) {
                    break;
                }
            }
            return end(rotation);
        } finally {
            unlock();
        }
    }

    /**
     * Encrypts every key of one organisation again with a new data key, under the current KEK. A
     * run that breaks off leaves every key readable; the next begins anew.
     *
     * @throws VaultException {@code ROTATING} where another thread rotates
     */
    public Result renew(String organisation, Instant now) throws IOException {
        lock();
        try {
            vault.prove();
            Rotation rotation = new Rotation(now, true, null, 0, 0);
            KeyRef after = null;
            while (true) {
                List<Row> rows = store.ofEveryOrganisation(after, PAGE);
                for (Row row : rows) {
                    after = row.ref();
                    if (row.key().organisation().equals(organisation)) {
                        rotation = rotation.past(after, renew(row, true));
                    }
                }
                if (rows.size() < PAGE) {
                    return new Result(rotation, true, false);
                }
            }
        } finally {
            unlock();
        }
    }

    /**
     * One way through all rows.
     *
     * @param found true where there was something to do
     */
    private record Pass(Rotation rotation, boolean stopped, boolean found) {}

    /**
     * @param again true for a later pass, which begins at the beginning and looks only for rows of
     *     other KEKs
     */
    private Pass pass(Rotation start, boolean again, Predicate<Rotation> goOn) throws IOException {
        Rotation rotation = start;
        KeyRef after = again ? null : start.after();
        boolean found = false;
        while (true) {
            List<Row> rows = store.ofEveryOrganisation(after, PAGE);
            for (Row row : rows) {
                after = row.ref();
                boolean newDataKey = start.newDataKeys() && !again;
                if (newDataKey || isOld(row)) {
                    boolean opened = renew(row, newDataKey);
                    found |= opened;
                    rotation = again ? counted(rotation, opened) : rotation.past(after, opened);
                    if (!goOn.test(rotation)) {
                        store.rotation(rotation);
                        return new Pass(rotation, true, found);
                    }
                }
            }
            if (!again) {
                store.rotation(rotation);
            }
            if (rows.size() < PAGE) {
                return new Pass(rotation, false, found);
            }
        }
    }

    /** A later pass finds the failures of the first once more: only what is new counts. */
    private static Rotation counted(Rotation rotation, boolean opened) {
        KeyRef after = rotation.after();
        return opened && after != null ? rotation.past(after, true) : rotation;
    }

    private boolean isOld(Row row) {
        return !row.sealed().kek().equals(vault.keyring().current().id());
    }

    /** True where the row is renewed, or gone; false where it cannot be opened. */
    private boolean renew(Row first, boolean newDataKey) throws IOException {
        Row row = first;
        for (int i = 0; i < TRIES; i++) {
            Row next = newDataKey ? resealed(row) : rewrapped(row);
            if (next == null) {
                return false;
            }
            if (vault.put(next, row.key().revision(), null)) {
                return true;
            }
            Optional<Row> now = store.find(row.key().organisation(), row.key().id());
            if (now.isEmpty()) {
                return true;
            }
            row = now.get();
        }
        throw new VaultException(
                VaultException.Kind.CONFLICT,
                "the key " + row.key().id() + " is changed by others all the time");
    }

    private @Nullable Row rewrapped(Row row) throws VaultException {
        Keyring ring = vault.keyring();
        Kek from = ring.find(row.sealed().kek());
        if (from == null) {
            return null;
        }
        try {
            // Opened first: what cannot be opened stays as it is, under the KEK it is under.
            vault.open(row).close();
            return new Row(
                    row.key().rewrapped(),
                    Envelope.rewrap(row.key(), row.sealed(), from, ring.current()));
        } catch (VaultException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new VaultException(VaultException.Kind.KEK, "a KEK cannot be used now", e);
        }
    }

    private @Nullable Row resealed(Row row) throws VaultException {
        try (Secret secret = vault.open(row)) {
            ProviderKey next = row.key().resealed(row.key().lastFour(), row.key().checkedAt());
            return new Row(next, Envelope.seal(next, secret, vault.keyring().current(), random));
        } catch (GeneralSecurityException e) {
            throw new VaultException(VaultException.Kind.KEK, "a KEK cannot be used now", e);
        } catch (VaultException e) {
            return null;
        }
    }

    /** Gives old KEKs up where nothing needs them. The order survives a kill at any point. */
    private Result end(Rotation rotation) throws IOException {
        boolean[] needed = {true};
        vault.still(
                () -> {
                    needed[0] = needsPrevious();
                    if (!needed[0]) {
                        giveUpPrevious();
                    }
                    store.rotation(null);
                });
        return new Result(rotation, true, needed[0]);
    }

    private void giveUpPrevious() throws IOException {
        String current = vault.keyring().current().id();
        for (KekCheck check : store.checks()) {
            if (!check.kek().equals(current)) {
                store.forget(check.kek());
            }
        }
        vault.use(source.settle());
    }

    /** True where a row is under a KEK that is at hand and not the current one. */
    private boolean needsPrevious() throws IOException {
        KeyRef after = null;
        while (true) {
            List<Row> rows = store.ofEveryOrganisation(after, PAGE);
            for (Row row : rows) {
                after = row.ref();
                if (isOld(row) && vault.keyring().find(row.sealed().kek()) != null) {
                    return true;
                }
            }
            if (rows.size() < PAGE) {
                return false;
            }
        }
    }

    private void lock() throws VaultException {
        ReentrantLock lock = vault.rotating();
        if (!lock.tryLock()) {
            throw new VaultException(VaultException.Kind.ROTATING, "a rotation is running");
        }
    }

    private void unlock() {
        vault.rotating().unlock();
    }
}
