/* shim.h - between the parts of the shim that the interpreter preloads. Not for others. */
#ifndef FETTLE_SHIM_H
#define FETTLE_SHIM_H

/* Of the zygote and its spares: how many parts of the runtime's exercise a spare rehearses. 0:
 * spares are wanted as fast as they can be made, so one does nothing beforehand. */
__attribute__((visibility("default"))) int fettle_pool_parts(void);

#endif
