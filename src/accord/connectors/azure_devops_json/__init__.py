"""Reads work items of Azure DevOps as its interface gives their updates."""
