"""What the display offers beyond the ordinary swap of frames. GLX only: Wayland and EGL have other means."""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Callable

Copy = Callable[[int, int, int, int], None]
"""Brings a rectangle of the back buffer to the front: x, y, width, height, in pixels from the bottom left."""

_EXTENSION = b"GLX_MESA_copy_sub_buffer"

_FLAT = (4, 5, 8, 8, 9, 8, 10, 8, 12, 0, 13, 0, 0)
"""What `glXChooseVisual` is asked for: RGBA, two buffers, 8 bits of each colour, no depth, no stencil."""


class _VisualInfo(ctypes.Structure):
    """An `XVisualInfo`, as far as the number of the visual."""

    _fields_ = (("visual", ctypes.c_void_p), ("visualid", ctypes.c_ulong))


def load_ahead() -> None:
    """Has the display's drivers read from the disk by a thread, while the caller goes on to something else: it takes
    a good part of the time that a window takes to open."""
    threading.Thread(target=flat_visual, name="drivers", daemon=True).start()


@functools.cache
def flat_visual() -> int | None:
    """The number of a visual with two buffers and neither depth nor stencil, or `None` where X has none.

    Kivy asks for both. Flat pictures need neither, and Mesa draws them by software in half the time when there is
    none. Called before the window is opened. Source: Mesa 22.3, llvmpipe, `check_linear_rasterizer`.
    """
    try:
        x11, glx = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libGL.so.1")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XDefaultScreen.argtypes = x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    x11.XFree.argtypes = [ctypes.POINTER(_VisualInfo)]
    glx.glXChooseVisual.restype = ctypes.POINTER(_VisualInfo)
    glx.glXChooseVisual.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    found = glx.glXChooseVisual(display, x11.XDefaultScreen(display), (ctypes.c_int * len(_FLAT))(*_FLAT))
    number = int(found.contents.visualid) if found else None
    if found:
        x11.XFree(found)
    x11.XCloseDisplay(display)
    return number


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
