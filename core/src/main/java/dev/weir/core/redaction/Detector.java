package dev.weir.core.redaction;

/** Finds one sort of thing, once somebody has seen its trigger. Without state. */
interface Detector {

    /**
     * Looks around a trigger.
     *
     * @param window the bytes; the answer is left in it
     * @param trigger where the trigger begins
     * @return true where there is a find
     */
    boolean find(Window window, int trigger);
}
