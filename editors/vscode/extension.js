// Starts `pm-lint server` for Markdown documents; all else is the server's.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async (context) => {
  const settings = workspace.getConfiguration("pm-lint");
  const [command, ...args] = settings.get("command");
  client = new LanguageClient(
    "pm-lint",
    "pm-lint",
    // Not in the workspace: on Windows a program of that name there would be run.
    { command, args, options: { cwd: context.extensionPath } },
    {
      documentSelector: [{ language: "markdown" }],
      initializationOptions: { checkAll: settings.get("checkAll") },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
