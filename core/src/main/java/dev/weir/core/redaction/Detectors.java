package dev.weir.core.redaction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The detectors that are on, and what makes the scanner ask them: three bytes in a row, a single
 * byte, or a long run of letters and digits. Immutable; shared by all scanners of a rule set.
 */
final class Detectors {

    /** The byte is a digit; it counts where no digit stands before. */
    static final int DIGIT = 1;

    /** The byte is an at sign. */
    static final int AT = 2;

    /** A custom pattern without fixed beginning may begin with the byte. */
    static final int CUSTOM = 4;

    static final Detector[] NONE = new Detector[0];

    private static final int HASH = 0x9E3779B1;
    private static final int SLOTS = 1024;

    private final long[] filter = new long[512];
    private final int[] keys = new int[SLOTS];
    private final Detector[][] values = new Detector[SLOTS][];
    private final byte[] flags = new byte[256];
    private final Detector[] digits;
    private final Detector[] ats;
    private final Detector[] customs;

    /** Looks at long runs; null where that is off. */
    final @Nullable RandomRuns runs;

    /** True where single bytes matter at all. */
    final boolean bytes;

    Detectors(Set<Kind> kinds, List<CustomPattern> patterns) {
        Map<Integer, List<Detector>> byTrigger = new HashMap<>();
        for (Trigger trigger : triggers(kinds)) {
            byTrigger
                    .computeIfAbsent(trigger.folded(), _ -> new ArrayList<>())
                    .add(trigger.detector());
        }
        List<CustomPattern> loose = new ArrayList<>();
        for (CustomPattern pattern : patterns) {
            String text = pattern.trigger();
            if (text == null) {
                loose.add(pattern);
            } else {
                Trigger trigger = new Trigger(text, pattern::find);
                byTrigger
                        .computeIfAbsent(trigger.folded(), _ -> new ArrayList<>())
                        .add(trigger.detector());
            }
        }
        byTrigger.forEach(this::put);
        boolean numbers =
                kinds.contains(Kind.PHONE)
                        || kinds.contains(Kind.PAYMENT_CARD)
                        || kinds.contains(Kind.IBAN);
        digits = numbers ? new Detector[] {new Numbers(kinds)} : NONE;
        ats = kinds.contains(Kind.EMAIL) ? new Detector[] {new Emails()} : NONE;
        customs = loose.stream().map(pattern -> (Detector) pattern::find).toArray(Detector[]::new);
        for (int c = 0; c < 128; c++) {
            flags[c] |= (byte) (numbers && c >= '0' && c <= '9' ? DIGIT : 0);
            flags[c] |= (byte) (ats.length > 0 && c == '@' ? AT : 0);
            for (CustomPattern pattern : loose) {
                flags[c] |= (byte) (pattern.begins(c) ? CUSTOM : 0);
            }
        }
        bytes = numbers || ats.length > 0 || !loose.isEmpty();
        boolean twilio = kinds.contains(Kind.TWILIO_KEY);
        boolean others = kinds.contains(Kind.HIGH_ENTROPY);
        runs = twilio || others ? new RandomRuns(twilio, others) : null;
    }

    private static List<Trigger> triggers(Set<Kind> kinds) {
        List<Trigger> triggers = new ArrayList<>();
        for (Trigger trigger : PrefixedToken.all()) {
            if (trigger.detector() instanceof PrefixedToken token && kinds.contains(token.kind())) {
                triggers.add(trigger);
            }
        }
        boolean accounts = kinds.contains(Kind.GCP_SERVICE_ACCOUNT_KEY);
        boolean pem = kinds.contains(Kind.PRIVATE_KEY);
        if (accounts || pem) {
            triggers.add(new Trigger("-be", new PrivateKeys(accounts, pem)));
        }
        add(triggers, kinds, Kind.JWT, new WebTokens(), "eyj");
        add(triggers, kinds, Kind.URL_PASSWORD, new UrlPasswords(), "://");
        add(triggers, kinds, Kind.URL_PASSWORD, new UrlPasswords(), ":\\/");
        add(triggers, kinds, Kind.BEARER_TOKEN, new BearerTokens(), "rer");
        add(triggers, kinds, Kind.BEARER_TOKEN, new BearerTokens(), "sic");
        add(triggers, kinds, Kind.TELEGRAM_TOKEN, new TelegramTokens(), ":aa");
        add(triggers, kinds, Kind.AZURE_SAS, new SharedAccessSignatures(), "ig=");
        add(triggers, kinds, Kind.AZURE_SAS, new SharedAccessSignatures(), "ig\\");
        add(triggers, kinds, Kind.EMAIL, new Emails(), "040");
        if (kinds.stream().anyMatch(Assignments.KINDS::contains)) {
            Assignments assignments = new Assignments(kinds);
            for (String text : Assignments.triggers()) {
                triggers.add(new Trigger(text, assignments));
            }
        }
        return triggers;
    }

    private static void add(
            List<Trigger> triggers, Set<Kind> kinds, Kind kind, Detector detector, String text) {
        if (kinds.contains(kind)) {
            triggers.add(new Trigger(text, detector));
        }
    }

    private void put(int key, List<Detector> detectors) {
        int hash = key * HASH >>> 17;
        filter[hash >>> 6] |= 1L << hash;
        int slot = hash & SLOTS - 1;
        while (values[slot] != null) {
            slot = slot + 1 & SLOTS - 1;
        }
        keys[slot] = key;
        values[slot] = detectors.toArray(Detector[]::new);
    }

    /** Whom to ask about three folded bytes; nobody for most. */
    Detector[] at(int key) {
        for (int slot = key * HASH >>> 17 & SLOTS - 1;
                values[slot] != null;
                slot = slot + 1 & SLOTS - 1) {
            if (keys[slot] == key) {
                return values[slot];
            }
        }
        return NONE;
    }

    /** Where the next three bytes stand that may be a trigger, from one position up to another. */
    int nextTrigger(byte[] body, int from, int to) {
        long[] bits = filter;
        for (int i = from; i < to; i++) {
            int key = Window.threeBytes(body, i);
            int hash = (key | 0x202020) * HASH >>> 17;
            if ((bits[hash >>> 6] >>> hash & 1) != 0) {
                return i;
            }
        }
        return to;
    }

    /** Where the next byte stands that matters by itself. */
    int nextByte(byte[] body, int from, int to, int floor) {
        byte[] table = flags;
        for (int i = from; i < to; i++) {
            int flag = table[body[i] & 0xFF];
            if (flag != 0
                    && (flag != DIGIT || i == floor || (table[body[i - 1] & 0xFF] & DIGIT) == 0)) {
                return i;
            }
        }
        return to;
    }

    /** Whom to ask about a byte. */
    Detector[] ofByte(int c, boolean firstDigit) {
        int flag = flags[c];
        if (flag == AT) {
            return ats;
        }
        if (flag == DIGIT) {
            return digits;
        }
        if (flag == CUSTOM) {
            return customs;
        }
        List<Detector> all = new ArrayList<>();
        if ((flag & DIGIT) != 0 && firstDigit) {
            all.addAll(Arrays.asList(digits));
        }
        if ((flag & AT) != 0) {
            all.addAll(Arrays.asList(ats));
        }
        if ((flag & CUSTOM) != 0) {
            all.addAll(Arrays.asList(customs));
        }
        return all.toArray(NONE);
    }
}
