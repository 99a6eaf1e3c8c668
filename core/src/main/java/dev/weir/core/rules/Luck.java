package dev.weir.core.rules;

/** What a decision takes from outside the rules: chance, and what has just failed. */
public interface Luck {

    /** No key is cooling, and the heaviest always comes first. */
    Luck NONE =
            new Luck() {
                @Override
                public int draw(int bound) {
                    return 0;
                }

                @Override
                public boolean isCooling(String provider, String key) {
                    return false;
                }
            };

    /** A number from 0 to below the bound. */
    int draw(int bound);

    /**
     * True where the key has just been refused or limited, and others should be tried first.
     *
     * @param key its id, empty for calls without a stored key
     */
    boolean isCooling(String provider, String key);
}
