/** What an application does with the planner, whoever asks for it: a terminal or a program. */
@NullMarked
package org.ampplanner.workbench;

import org.jspecify.annotations.NullMarked;
