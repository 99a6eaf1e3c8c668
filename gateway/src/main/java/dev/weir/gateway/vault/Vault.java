package dev.weir.gateway.vault;

import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Credential.Ready;
import dev.weir.core.vault.Credential.Reason;
import dev.weir.core.vault.Credential.Unavailable;
import dev.weir.core.vault.Credentials;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KekCheck;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.KeyRef;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.SealedKeys.Added;
import dev.weir.core.vault.SealedKeys.Replaced;
import dev.weir.core.vault.SealedKeys.Row;
import dev.weir.core.vault.Secret;
import dev.weir.core.vault.Sharing;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Keeps provider keys: sealed in the store, and opened in memory, from where a call gets its {@link
 * Injection} without waiting. No method gives a key's text.
 *
 * <p>Thread-safe. All but {@link #credential} may wait for the store and for a key service. Another
 * process that uses the same store is noticed by {@link #refresh}.
 */
public final class Vault implements Credentials {

    /** Keys of all organisations. */
    public static final int MOST = 100_000;

    private static final System.Logger LOG = System.getLogger("weir.vault");
    private static final int PAGE = 200;
    private static final int TRIES = 8;
    private static final int ID_BYTES = 12;

    /**
     * A key in memory.
     *
     * @param revision of the row that it comes from
     * @param credential what a call gets
     * @param secret the opened text; null where it could not be opened
     */
    private record Held(long revision, Credential credential, @Nullable Secret secret) {}

    private final SealedKeys store;
    private final KekSource source;
    private final SecureRandom random;
    private final Map<KeyRef, Held> held = new ConcurrentHashMap<>();

    /** Held while the store and the memory are changed together. */
    private final ReentrantLock changing = new ReentrantLock();

    /** Held while keys are rotated. */
    private final ReentrantLock rotating = new ReentrantLock();

    private volatile Keyring keyring;

    private Vault(SealedKeys store, KekSource source, Keyring keyring, SecureRandom random) {
        this.store = store;
        this.source = source;
        this.keyring = keyring;
        this.random = random;
    }

    /**
     * Opens the vault: gets the KEKs, proves them against their check values, and opens all keys. A
     * single key that cannot be opened is {@link Reason#UNDECRYPTABLE} and nothing more.
     *
     * @throws VaultException of kind {@code KEK} where a KEK in use is missing or wrong: the
     *     program must not start
     * @throws IOException where the store cannot be read
     */
    public static Vault open(
            SealedKeys store, KekSource source, SecureRandom random, MeterRegistry meters)
            throws IOException {
        List<KekCheck> checks = store.checks();
        boolean empty = store.ofEveryOrganisation(null, 1).isEmpty();
        Keyring keyring = source.open(checks.isEmpty() && empty);
        if (checks.isEmpty() && !empty) {
            throw new VaultException(
                    VaultException.Kind.KEK,
                    "provider keys are stored, but no check value of their KEK: the store is"
                            + " damaged; put it back from its copy");
        }
        Vault vault = new Vault(store, source, keyring, random);
        vault.prove();
        vault.note(keyring.current());
        vault.refresh();
        meters.gauge("weir.vault.keys", vault, v -> v.held.size());
        meters.gauge("weir.vault.undecryptable", vault, Vault::undecryptable);
        return vault;
    }

    private void prove(KekCheck check) throws VaultException {
        Kek kek = keyring.find(check.kek());
        if (kek == null) {
            throw new VaultException(
                    VaultException.Kind.KEK,
                    "provider keys are sealed under the KEK "
                            + check.kek()
                            + ", which is not at hand; at hand: "
                            + keyring
                            + ". Configure that KEK, or name it as the previous one until a"
                            + " rotation has ended");
        }
        try {
            if (Envelope.opens(kek, check)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    VaultException.Kind.KEK,
                    "the KEK " + kek.id() + " does not open its check value, or is out of reach",
                    e);
        }
        throw new VaultException(
                VaultException.Kind.KEK, "the KEK " + kek.id() + " is another one than was used");
    }

    private void note(Kek kek) throws IOException {
        try {
            store.note(Envelope.check(kek));
        } catch (GeneralSecurityException e) {
            throw unreachable(e);
        }
    }

    /** Reads what changed in the store, and forgets what is gone. */
    public void refresh() throws IOException {
        changing.lock();
        try {
            Set<KeyRef> seen = new HashSet<>();
            KeyRef after = null;
            while (true) {
                List<Row> rows = store.ofEveryOrganisation(after, PAGE);
                for (Row row : rows) {
                    after = row.ref();
                    seen.add(after);
                    Held known = held.get(after);
                    if (known == null || known.revision() != row.key().revision()) {
                        if (known == null && held.size() >= MOST) {
                            throw new IOException("there are more than " + MOST + " keys");
                        }
                        hold(row, null);
                    }
                }
                if (rows.size() < PAGE) {
                    break;
                }
            }
            for (KeyRef ref : held.keySet()) {
                if (!seen.contains(ref)) {
                    drop(ref);
                }
            }
        } finally {
            changing.unlock();
        }
    }

    /** Puts a row into memory. A secret that is given is the row's, and becomes the vault's. */
    private void hold(Row row, @Nullable Secret given) {
        Secret secret = given == null ? opened(row) : given;
        Held before = held.put(row.ref(), new Held(row.key().revision(), as(row, secret), secret));
        boolean off = row.key().disabled();
        if (before != null && before.secret() != null && off) {
            before.secret().close();
        }
    }

    private static Credential as(Row row, @Nullable Secret secret) {
        ProviderKey key = row.key();
        if (key.disabled()) {
            return new Unavailable(Reason.DISABLED);
        }
        return secret == null
                ? new Unavailable(Reason.UNDECRYPTABLE)
                : new Ready(injection(key, secret));
    }

    private static Injection injection(ProviderKey key, Secret secret) {
        return new Injection(key.organisation(), key.id(), key.destination(), key.field(), secret);
    }

    private @Nullable Secret opened(Row row) {
        if (row.key().disabled()) {
            return null;
        }
        try {
            return open(row);
        } catch (VaultException e) {
            LOG.log(System.Logger.Level.ERROR, e.getMessage());
            return null;
        }
    }

    /** Opens a row. The caller closes the secret, or keeps it in memory. */
    Secret open(Row row) throws VaultException {
        ProviderKey key = row.key();
        Kek kek = keyring.find(row.sealed().kek());
        try {
            if (kek == null) {
                throw new GeneralSecurityException("its KEK is not at hand");
            }
            Secret secret = Envelope.open(key, row.sealed(), kek);
            if (!secret.fitsField()) {
                throw new GeneralSecurityException("its text fits no header field");
            }
            return secret;
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    VaultException.Kind.UNDECRYPTABLE,
                    "the key " + key.id() + " of " + key.organisation() + " cannot be opened",
                    e);
        }
    }

    private void drop(KeyRef ref) {
        Held gone = held.remove(ref);
        if (gone != null && gone.secret() != null) {
            gone.secret().close();
        }
    }

    @Override
    public Credential credential(String organisation, String keyId) {
        Held found = held.get(new KeyRef(organisation, keyId));
        return found == null ? new Unavailable(Reason.UNKNOWN) : found.credential();
    }

    /**
     * The credential that a key would be, without storing it: to ask the provider about it. The
     * secret stays the caller's to close.
     */
    public Injection candidate(NewKey key, Secret secret) throws VaultException {
        return injection(described("candidate", key, secret, Instant.EPOCH), secret);
    }

    /**
     * Stores a key. The secret is the vault's from here on, also where this fails.
     *
     * @param checkedAt when the provider accepted it, null where it was not asked
     * @throws VaultException {@code NAME_TAKEN}, {@code TOO_MANY}, {@code INVALID}, {@code KEK}
     */
    public ProviderKey add(NewKey key, Secret secret, @Nullable Instant checkedAt, Instant now)
            throws IOException {
        boolean kept = false;
        try {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            ProviderKey described =
                    described("key_" + HexFormat.of().formatHex(id), key, secret, now);
            if (checkedAt != null) {
                described = withCheck(described, checkedAt);
            }
            while (!kept) {
                kept = add(sealed(described, secret), secret);
            }
            return described;
        } finally {
            if (!kept) {
                secret.close();
            }
        }
    }

    /** False where the KEK has changed since the row was sealed. */
    private boolean add(Row row, Secret secret) throws IOException {
        changing.lock();
        try {
            if (!isCurrent(row)) {
                return false;
            }
            if (held.size() >= MOST) {
                throw full("the vault", MOST);
            }
            Added added = store.add(row);
            switch (added) {
                case TAKEN -> throw taken(row.key().name());
                case FULL -> throw full("the organisation", SealedKeys.MOST_OF_AN_ORGANISATION);
                case YES -> hold(row, secret);
            }
            return true;
        } finally {
            changing.unlock();
        }
    }

    private boolean isCurrent(Row row) {
        return row.sealed().kek().equals(keyring.current().id());
    }

    private static ProviderKey withCheck(ProviderKey key, Instant at) {
        return new ProviderKey(
                key.organisation(),
                key.id(),
                key.name(),
                key.provider(),
                key.destination(),
                key.field(),
                key.sharing(),
                key.weight(),
                key.version(),
                key.revision(),
                key.lastFour(),
                key.createdAt(),
                key.createdBy(),
                at,
                key.disabled());
    }

    private static ProviderKey described(String id, NewKey key, Secret secret, Instant now)
            throws VaultException {
        check(secret, key.name());
        KeyField field =
                key.field() != null
                        ? key.field()
                        : KeyField.usual(key.dialect(), key.destination(), secret);
        try {
            return new ProviderKey(
                    key.organisation(),
                    id,
                    key.name(),
                    key.provider(),
                    key.destination(),
                    field,
                    key.sharing(),
                    key.weight(),
                    1,
                    1,
                    secret.tail(),
                    now,
                    key.createdBy(),
                    null,
                    false);
        } catch (IllegalArgumentException e) {
            throw new VaultException(VaultException.Kind.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static void check(Secret secret, String name) throws VaultException {
        if (!secret.fitsField()) {
            throw new VaultException(
                    VaultException.Kind.INVALID,
                    "the key has blanks, line ends or other characters that no header field"
                            + " carries");
        }
        if (secret.use(bytes -> name.contains(new String(bytes, StandardCharsets.US_ASCII)))) {
            throw new VaultException(
                    VaultException.Kind.INVALID, "the name of the key holds the key itself");
        }
    }

    private Row sealed(ProviderKey key, Secret secret) throws VaultException {
        try {
            return new Row(key, Envelope.seal(key, secret, keyring.current(), random));
        } catch (GeneralSecurityException e) {
            throw unreachable(e);
        }
    }

    /**
     * Gives a key another text. Its id, name and destination stay; calls that begin from now on get
     * the new one. The secret is the vault's from here on, also where this fails.
     */
    public ProviderKey replace(String organisation, String id, Secret secret) throws IOException {
        return replace(organisation, id, secret, null);
    }

    /** As above, with the time at which the provider accepted the new text. */
    public ProviderKey replace(
            String organisation, String id, Secret secret, @Nullable Instant checkedAt)
            throws IOException {
        boolean kept = false;
        try {
            for (int i = 0; i < TRIES; i++) {
                ProviderKey before = known(organisation, id).key();
                check(secret, before.name());
                Row row = sealed(before.resealed(secret.tail(), checkedAt), secret);
                if (put(row, before.revision(), secret)) {
                    kept = true;
                    return row.key();
                }
            }
            throw conflict(id);
        } finally {
            if (!kept) {
                secret.close();
            }
        }
    }

    /** Gives a key another name, sharing or weight, or switches it off or on. */
    public ProviderKey edit(
            String organisation,
            String id,
            String name,
            Sharing sharing,
            int weight,
            boolean disabled)
            throws IOException {
        return change(
                organisation,
                id,
                key -> {
                    if (!key.sharing().owner().equals(sharing.owner())) {
                        throw new IllegalArgumentException(
                                "a user's own key stays his own, and no other key becomes it");
                    }
                    return key.edited(name, sharing, weight, disabled);
                });
    }

    /** Notes that the provider accepted the key at that time, or, with null, that it did not. */
    public ProviderKey checked(String organisation, String id, @Nullable Instant at)
            throws IOException {
        return change(organisation, id, key -> key.checked(at));
    }

    private ProviderKey change(String organisation, String id, UnaryOperator<ProviderKey> change)
            throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Row before = known(organisation, id);
            ProviderKey after;
            try {
                after = change.apply(before.key());
            } catch (IllegalArgumentException e) {
                throw new VaultException(
                        VaultException.Kind.INVALID, String.valueOf(e.getMessage()));
            }
            if (put(new Row(after, before.sealed()), before.key().revision(), null)) {
                return after;
            }
        }
        throw conflict(id);
    }

    /**
     * Replaces a row, in the store and in memory; false where somebody else was faster.
     *
     * @param secret the text where the row has a new one, which then is the vault's
     */
    boolean put(Row row, long expected, @Nullable Secret secret) throws IOException {
        changing.lock();
        try {
            if (secret != null && !isCurrent(row)) {
                return false;
            }
            Replaced replaced = store.replace(row, expected);
            if (replaced == Replaced.YES) {
                Held before = held.get(row.ref());
                boolean same =
                        secret == null
                                && before != null
                                && before.revision() == expected
                                && before.secret() != null
                                && !row.key().disabled();
                hold(row, same && before != null ? before.secret() : secret);
                return true;
            }
            if (replaced == Replaced.TAKEN) {
                throw taken(row.key().name());
            }
            return false;
        } finally {
            changing.unlock();
        }
    }

    /** Removes a key. Calls that have not sent it yet do not get it any more. */
    public void remove(String organisation, String id) throws IOException {
        changing.lock();
        try {
            boolean was = store.remove(organisation, id);
            drop(new KeyRef(organisation, id));
            if (!was) {
                throw notFound(id);
            }
        } finally {
            changing.unlock();
        }
    }

    /** What is known of a key. */
    public Optional<ProviderKey> find(String organisation, String id) throws IOException {
        return store.find(organisation, id).map(Row::key);
    }

    /** What is known of all keys of an organisation, by name. */
    public List<ProviderKey> list(String organisation) throws IOException {
        return store.list(organisation);
    }

    /** The rotation of this vault's keys. */
    public Rotations rotations() {
        return new Rotations(this, store, source, random);
    }

    /** Number of keys. */
    public int size() {
        return held.size();
    }

    /** Runs while no key is added or changed. */
    void still(Step step) throws IOException {
        changing.lock();
        try {
            step.run();
        } finally {
            changing.unlock();
        }
    }

    /** Something that the store may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Proves that all KEKs in use are at hand and work. */
    void prove() throws IOException {
        for (KekCheck check : store.checks()) {
            prove(check);
        }
    }

    Keyring keyring() {
        return keyring;
    }

    ReentrantLock rotating() {
        return rotating;
    }

    /** Takes another ring into use; its current KEK is noted before anything is wrapped with it. */
    void use(Keyring next) throws IOException {
        changing.lock();
        try {
            note(next.current());
            keyring = next;
        } finally {
            changing.unlock();
        }
    }

    private double undecryptable() {
        Unavailable damaged = new Unavailable(Reason.UNDECRYPTABLE);
        return held.values().stream().filter(one -> one.credential().equals(damaged)).count();
    }

    private Row known(String organisation, String id) throws IOException {
        return store.find(organisation, id).orElseThrow(() -> notFound(id));
    }

    private static VaultException notFound(String id) {
        return new VaultException(VaultException.Kind.NOT_FOUND, "there is no key " + id);
    }

    private static VaultException taken(String name) {
        return new VaultException(
                VaultException.Kind.NAME_TAKEN, "there is a key named '" + name + "' already");
    }

    private static VaultException full(String who, int most) {
        return new VaultException(
                VaultException.Kind.TOO_MANY, who + " has " + most + " keys, and may have no more");
    }

    private static VaultException conflict(String id) {
        return new VaultException(
                VaultException.Kind.CONFLICT,
                "the key " + id + " is being changed by somebody else; try again");
    }

    private static VaultException unreachable(GeneralSecurityException e) {
        return new VaultException(
                VaultException.Kind.KEK, "the KEK cannot be used at the moment", e);
    }

    /** Number of keys, and nothing else. */
    @Override
    public String toString() {
        return "Vault[" + held.size() + " keys]";
    }
}
