"""What the display offers beyond the ordinary swap of frames. GLX only: Wayland and EGL have other means."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

Copy = Callable[[int, int, int, int], None]
"""Brings a rectangle of the back buffer to the front: x, y, width, height, in pixels from the bottom left."""

_EXTENSION = b"GLX_MESA_copy_sub_buffer"


def copy_of_a_rectangle() -> Copy | None:
    """The display's way to present a part of a frame, or `None` where it has none.

    Called on the thread that draws, with the window open. Source: GLX_MESA_copy_sub_buffer, version 8.
    """
    try:
        glx = ctypes.CDLL("libGL.so.1")
    except OSError:
        return None
    glx.glXGetCurrentContext.restype = ctypes.c_void_p
    glx.glXGetCurrentDisplay.restype = ctypes.c_void_p
    glx.glXGetCurrentDrawable.restype = ctypes.c_ulong
    glx.glXQueryExtensionsString.restype = ctypes.c_char_p
    glx.glXQueryExtensionsString.argtypes = [ctypes.c_void_p, ctypes.c_int]
    glx.glXGetProcAddressARB.restype = ctypes.c_void_p
    glx.glXGetProcAddressARB.argtypes = [ctypes.c_char_p]
    if not glx.glXGetCurrentContext():
        return None
    display, drawable = glx.glXGetCurrentDisplay(), glx.glXGetCurrentDrawable()
    if _EXTENSION not in (glx.glXQueryExtensionsString(display, 0) or b"").split():
        return None
    address = glx.glXGetProcAddressARB(b"glXCopySubBufferMESA")
    if not address:
        return None
    numbers = (ctypes.c_int,) * 4
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_ulong, *numbers)(address)
    return lambda x, y, width, height: call(display, drawable, x, y, width, height)
