// Starts `pm-lint server` for Markdown documents; all else is the server's.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const settings = workspace.getConfiguration("pm-lint");
  const [command, ...args] = settings.get("command");
  client = new LanguageClient(
    "pm-lint",
    "pm-lint",
    { command, args },
    {
      documentSelector: [{ language: "markdown" }],
      initializationOptions: { checkAll: settings.get("checkAll") },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
