/**
 * A session as a conversation: what each call adds to it, the results of tools beside the calls
 * that asked for them, prompts, answers, sub-agents, boundaries.
 *
 * <p>Every request repeats the conversation so far. {@link dev.weir.core.story.StoryReader} keeps
 * only what is new in each, so that a session of any length can be told a page at a time. Start
 * there; {@link dev.weir.core.story.Step} is what it gives, {@link dev.weir.core.story.HumanTurn}
 * what steps are gathered in.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.story;

import org.jspecify.annotations.NullMarked;
