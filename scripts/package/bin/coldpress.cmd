@echo off
rem The command line of the packaged app: its own binary, run as Node, without a window.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\Coldpress.exe" "%~dp0..\resources\app.asar.unpacked\out\cli\coldpress.js" %*
